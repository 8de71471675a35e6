/** A line of a listing; what its words mean depends on the columns that its chain has. */
parser grammar ListingParser;

options { tokenVocab = ListingLexer; }

line : BLANK? ( item ( BLANK? item )* )? BLANK? EOF ;

item : WORD | REMARK | QUOTED ;

/** Variables given one value each, and any other statement of a shell. */
parser grammar VariablesParser;

options { tokenVocab = VariablesLexer; }

file : line ( NEWLINE line )* EOF ;

line
    : BLANK? COMMENT?                                             # nothing
    | BLANK? assignment ( BLANK assignment )* BLANK? COMMENT?     # assignments
    | ~NEWLINE+                                                   # other
    ;

assignment : NAME EQUALS value ;

value : part* ;

part : PLAIN | DOUBLE_QUOTED | SINGLE_QUOTED | ESCAPED | DYNAMIC ;

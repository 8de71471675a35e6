/* master.cf: one service a logical line; its fields are separated by white space, braces hold one field together. */
parser grammar MasterCfParser;

options { tokenVocab = LogicalLineLexer; }

file : orphan? entry* EOF ;

/** A continuation of nothing, at the start of the file. */
orphan : CONTINUATION+ ;

entry
    : NAME EQUALS TEXT? CONTINUATION*
    | NAME WORDS? CONTINUATION*
    | NAMELESS CONTINUATION*
    ;

/* main.cf: name = value, a logical line each. The equals sign may stand on a continuation line. */
parser grammar MainCfParser;

options { tokenVocab = LogicalLineLexer; }

file : orphan? statement* EOF ;

/** A continuation of nothing, at the start of the file. */
orphan : CONTINUATION+ ;

statement
    : NAME EQUALS TEXT? CONTINUATION*   # assignment
    | NAME WORDS? CONTINUATION*         # unfinished
    | NAMELESS CONTINUATION*            # nameless
    ;

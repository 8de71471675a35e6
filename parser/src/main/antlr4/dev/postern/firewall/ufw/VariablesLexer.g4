/*
 * Files of variables that a shell reads: NAME=value, NAME="value". Every character belongs to a token.
 * Quoting: POSIX.1-2017, Shell Command Language, 2.2.
 */
lexer grammar VariablesLexer;

COMMENT : '#' ~[\n]* ;
NEWLINE : '\n' ;
BLANK : [ \t]+ ;
NAME : [A-Za-z_] [A-Za-z0-9_]* ;
EQUALS : '=' -> mode(VALUE) ;
OTHER : . ;

mode VALUE;

VALUE_NEWLINE : '\n' -> type(NEWLINE), mode(DEFAULT_MODE) ;
VALUE_BLANK : [ \t]+ -> type(BLANK), mode(DEFAULT_MODE) ;
PLAIN : ~[ \t\n"'\\$`;&|<>()]+ ;
DOUBLE_QUOTED : '"' ( '\\' . | ~["\\$`] )* '"' ;
SINGLE_QUOTED : '\'' ~[']* '\'' ;
ESCAPED : '\\' . ;
/** An expansion, an operator, or a quote that is not closed. */
DYNAMIC : . ;

/* firewalld.conf: Name=value, one a line. Every character belongs to a token. */
lexer grammar OptionsLexer;

COMMENT : { getCharPositionInLine() == 0 }? [ \t\r]* [#;] ~[\n]* ;
NEWLINE : '\n' ;
EQUALS : '=' ;
TEXT : ~[=\n]+ ;

/*
 * The lines of main.cf, master.cf and of lookup tables, as readllines() of Postfix 3.7 (util/readlline.c) takes them.
 * Every character belongs to a token. A line that starts with white space continues the one above, also across comments
 * and blank lines; carriage returns are white space.
 */
lexer grammar LogicalLineLexer;

NEWLINE : '\n' -> channel(HIDDEN) ;
COMMENT : SPACE* '#' ~[\n]* -> channel(HIDDEN) ;
BLANK : SPACE+ -> channel(HIDDEN) ;
CONTINUATION : SPACE+ ~[ \t\r\u000B\f#\n] ~[\n]* ;
/** A line that starts with the equals sign: the name is missing. */
NAMELESS : '=' ~[\n]* ;
NAME : ~[ \t\r\u000B\f#=\n] ~[ \t\r\u000B\f=\n]* -> mode(AFTER_NAME) ;

mode AFTER_NAME ;

GAP : SPACE+ -> channel(HIDDEN) ;
EQUALS : '=' -> mode(REST_OF_LINE) ;
/** More words where an equals sign would stand in main.cf: the fields of master.cf. */
WORDS : ~[ \t\r\u000B\f=\n] ~[\n]* ;
END_AFTER_NAME : '\n' -> type(NEWLINE), channel(HIDDEN), mode(DEFAULT_MODE) ;

mode REST_OF_LINE ;

TEXT : ~[\n]+ ;
END_OF_TEXT : '\n' -> type(NEWLINE), channel(HIDDEN), mode(DEFAULT_MODE) ;

fragment SPACE : [ \t\r\u000B\f] ;

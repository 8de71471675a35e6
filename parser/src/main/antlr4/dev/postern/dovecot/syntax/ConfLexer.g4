/*
 * The physical lines of a Dovecot configuration file, 2.2 to 2.4.
 *
 * The language has no nesting within one file: sections may be opened in one file and closed in
 * another, and every statement is one line (or several, joined by a backslash at the end). So the
 * grammar is that of a line, and DovecotParser joins lines and splits statements in the order of
 * config_parse_line() of Dovecot 2.3.19.1, src/config/config-parser.c.
 *
 * Every character belongs to a token.
 */
lexer grammar ConfLexer;

NEWLINE : '\n' ;

BLANKS : [ \t\r]+ ;

/* From a hash outside quotes to the end of the line. */
COMMENT : '#' ~[\n]* ;

/* A line without its leading blanks and its comment. */
TEXT
  : FIRST REST* UNCLOSED?
  | UNCLOSED
  ;

fragment FIRST : ~[ \t\r\n#'"] | QUOTED ;
fragment REST  : ~[\r\n#'"] | QUOTED ;

fragment QUOTED
  : '"' (ESCAPE | ~["\\\r\n])* '"'
  | '\'' (ESCAPE | ~['\\\r\n])* '\''
  ;

/* A quote that is never closed hides a hash from there on: the rest of the line is text. */
fragment UNCLOSED
  : '"' (ESCAPE | ~["\\\r\n])* '\\'?
  | '\'' (ESCAPE | ~['\\\r\n])* '\\'?
  ;

fragment ESCAPE : '\\' ~[\r\n] ;

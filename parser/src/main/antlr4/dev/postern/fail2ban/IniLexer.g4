/*
 * The lines of a file of fail2ban, as Python's configparser takes them apart (RawConfigParser._read of Python 3.11 with
 * inline_comment_prefixes ";"): a comment fills a line, or starts at a semicolon behind white space. Every character
 * belongs to a token. White space is what str.isspace() says.
 */
lexer grammar IniLexer;

NEWLINE : '\r\n' | '\n' | '\r' ;
COMMENT : SPACE* [#;] ~[\r\n]* ;
BLANK : SPACE+ ;
TEXT : ~[\r\n \t\u000B\u000C\u001C-\u001F\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]
       ( SPACE* ~[\r\n \t\u000B\u000C\u001C-\u001F\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000;]
       | ';' )* -> mode(AFTER_TEXT) ;

mode AFTER_TEXT ;

INLINE_COMMENT : SPACE+ ';' ~[\r\n]* ;
TRAILING : SPACE+ ;
END_OF_LINE : ( '\r\n' | '\n' | '\r' ) -> type(NEWLINE), mode(DEFAULT_MODE) ;

fragment SPACE : [ \t\u000B\u000C\u001C-\u001F\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000] ;

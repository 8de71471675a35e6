/*
 * The words of a configuration file of OpenSSL (config(5); crypto/conf/conf_def.c of 3.0). A backslash at the end of a line
 * joins it with the next one before anything else is looked at, so that a comment may go on there.
 */
lexer grammar OpensslConfLexer;

NEWLINE : EOL ;
SPACE : ( [ \t\r] | JOINED )+ -> channel(HIDDEN) ;
COMMENT : '#' ( JOINED | ~[\n] )* -> channel(HIDDEN) ;
SECTION : '[' ( JOINED | ~[\]\n] )* ']' ~[\n]* ;
DIRECTIVE : ( '.include' | '.pragma' ) [ \t]* '='? -> mode(VALUE) ;
NAME : NAME_CHARACTER ( NAME_CHARACTER | JOINED )* ( '::' ( NAME_CHARACTER | JOINED )+ )? ;
EQUALS : '=' -> mode(VALUE) ;
OTHER : . ;

mode VALUE ;

END_OF_VALUE : EOL -> type(NEWLINE), mode(DEFAULT_MODE) ;
REMARK : '#' ( JOINED | ~[\n] )* -> channel(HIDDEN) ;
BLANK : ( [ \t\r] | JOINED )+ ;
QUOTED : '\'' ( '\\' ~[\n] | ~['\\\n] )* '\''? | '"' ( '\\' ~[\n] | ~["\\\n] )* '"'? ;
ESCAPED : '\\' ~[\n] ;
VARIABLE
    : '$' ( WORD ( '::' WORD )? | '{' WORD ( '::' WORD )? '}' | '(' WORD ( '::' WORD )? ')' )
    ;
TEXT : ~[ \t\r\n#'"\\$]+ ;
REST : [\\$] ;

fragment EOL : '\r'? '\n' ;
fragment JOINED : '\\' EOL ;
fragment WORD : [A-Za-z0-9_]+ ;
fragment NAME_CHARACTER : [A-Za-z0-9_!.%&*+,/;?@^~|-] ;

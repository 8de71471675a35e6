/*
 * Lines of iptables-save or ipset-save text. Every character belongs to a token, so the tokens'
 * texts put together give the text back. What starts a line of which kind: iptables-restore.c;
 * words and quotes: add_param_to_argv() in xshared.c of iptables 1.8.9.
 */
lexer grammar RestoreLexer;

COMMENT : { getCharPositionInLine() == 0 }? '#' ~[\n]* ;
NEWLINE : '\n' ;
BLANK : [ \t\r\u000B\f]+ ;
TABLE : { getCharPositionInLine() == 0 }? '*' [ \t]* ~[ \t\r\u000B\f\n"]* ;
CHAIN : { getCharPositionInLine() == 0 }? ':' [ \t]* ~[ \t\r\u000B\f\n"]* ;
COMMIT : { getCharPositionInLine() == 0 }? 'COMMIT' ;
COUNTERS : '[' [0-9]+ ':' [0-9]+ ']' ;
NOT : '!' ;
/** A closing quote ends a word; a quote that is not closed runs to the end of the line. */
WORD : PLAIN+ QUOTED? | QUOTED ;

fragment PLAIN : ~[ \t\r\u000B\f\n"] ;
fragment QUOTED : '"' ( '\\' ~[\n] | ~["\\\n] )* ( '"' | '\\'? ) ;

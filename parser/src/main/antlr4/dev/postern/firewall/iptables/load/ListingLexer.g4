/* Lines that iptables -L prints: words, remarks and the prefixes of log lines. */
lexer grammar ListingLexer;

BLANK : [ \t\r\n]+ ;
REMARK : '/* ' .*? ' */' ;
QUOTED : '"' ~["\n]* '"' ;
WORD : ~[ \t\r\n]+ ;

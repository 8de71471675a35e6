/* The words of an event filter (Dovecot 2.4.4 src/lib/event-filter-lexer.l). */
lexer grammar EventFilterLexer;

options { caseInsensitive = true; }

AND    : 'and' ;
OR     : 'or' ;
NOT    : 'not' ;
OPEN   : '(' ;
CLOSE  : ')' ;
EQUAL  : '=' ;
ORDER  : [<>] ;
WORD   : [a-z0-9:.*?/%_-]+ ;
STRING : '"' ( ~["\\] | '\\' . )* '"' ;
BLANKS : [ \t\n\r]+ -> skip ;
OTHER  : . ;

/* Which events are meant: {@code category=auth AND (event=x OR NOT field=*)} (Dovecot 2.4.4 src/lib/event-filter-parser.y). */
parser grammar EventFilterParser;

options { tokenVocab = EventFilterLexer; }

filter : expression? EOF ;

expression
    : NOT expression
    | expression (AND | OR) expression
    | OPEN expression CLOSE
    | key (EQUAL | ORDER EQUAL?) value
    ;

key   : WORD | STRING ;
value : WORD | STRING | AND | OR | NOT ;

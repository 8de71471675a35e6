/*
 * A value of Dovecot 2.4 with the variables that it replaces at run time, {@code %{user | lower}}
 * (Dovecot 2.4.4 src/lib-var-expand/var-expand-lexer.l and var-expand-parser.y). Expressions do not
 * nest, so each is one token.
 */
lexer grammar ExpansionLexer;

EXPRESSION : '%{' FILTER? ( '|' FILTER? )* '}' ;

/* A start of an expression that is none. */
BROKEN : '%{' ;

TEXT : '%%{' | '%' | ~[%]+ ;

fragment FILTER : BLANK* ( NAME BLANK* ARGUMENTS? CALCULATION? )? BLANK* ;

fragment ARGUMENTS : '(' ARGUMENT ( ',' ARGUMENT )* ')' BLANK* ;

fragment ARGUMENT : BLANK* ( NAME BLANK* '=' BLANK* )? ( NAME | NUMBER | STRING ) BLANK* ;

fragment CALCULATION : [-+*/%] BLANK* ( NAME | NUMBER ) BLANK* ;

fragment NAME : [a-zA-Z\u0080-\u{10FFFF}] [a-zA-Z0-9_/;:.\u0080-\u{10FFFF}-]* ;

fragment NUMBER : ( '-' BLANK* )? [0-9]+ ;

fragment STRING
  : '"' ( ~["\\] | '\\' . )* '"'
  | '\'' ( ~['\\] | '\\' . )* '\''
  ;

fragment BLANK : [ \t] ;

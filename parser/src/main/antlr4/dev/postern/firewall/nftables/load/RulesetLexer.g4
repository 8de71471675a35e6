/*
 * The words of nft's language: scanner.l of nftables 1.0.6. Every character belongs to a token, so the tokens' texts put
 * together give the text back.
 */
lexer grammar RulesetLexer;

INCLUDE : 'include' ;
DEFINE : 'define' ;
REDEFINE : 'redefine' ;
UNDEFINE : 'undefine' ;
TABLE : 'table' ;
CHAIN : 'chain' ;
RULE : 'rule' ;
SET : 'set' ;
MAP : 'map' ;
ELEMENT : 'element' ;
FLOWTABLE : 'flowtable' ;
COUNTER : 'counter' ;
QUOTA : 'quota' ;
LIMIT : 'limit' ;
SECMARK : 'secmark' ;
SYNPROXY : 'synproxy' ;
CT : 'ct' ;
RULESET : 'ruleset' ;
METER : 'meter' ;
ADD : 'add' ;
CREATE : 'create' ;
INSERT : 'insert' ;
REPLACE : 'replace' ;
DELETE : 'delete' ;
DESTROY : 'destroy' ;
FLUSH : 'flush' ;
LIST : 'list' ;
RESET : 'reset' ;
RENAME : 'rename' ;

NEWLINE : '\n' ;
SEMICOLON : ';' ;
BLANK : ( [ \t] | '\\\n' )+ -> channel(HIDDEN) ;
COMMENT : '#' ~[\n]* -> channel(HIDDEN) ;

/** The start of a set with plain numbers and addresses, each before a comma: a hundred thousand of them are one token. */
LITERALS : '{' GAP ( PLAIN ( GAP '.' GAP PLAIN )* GAP ',' GAP )+ ;
LEFT_BRACE : '{' ;
RIGHT_BRACE : '}' ;
COMMA : ',' ;
COLON : ':' ;
DOT : '.' ;
EQUALS : '=' ;
AT : '@' ;
OPERATOR : '==' | '!=' | '<=' | '>=' | '<<' | '>>' | [-<>!&|^/*+()] | '[' | ']' ;
VARIABLE : '$' [ \t]* NAME ;
STRING : '"' ~["]* '"' ;

NUMBER : [0-9]+ | '0x' HEX+ ;
TIME : DAYS HOURS? MINUTES? SECONDS? MILLIS? | HOURS MINUTES? SECONDS? MILLIS? | MINUTES SECONDS? MILLIS? | SECONDS MILLIS? | MILLIS ;
ADDRESS : IPV4 | IPV6 | MAC | CLASS ;
WORD : NAME ( '*' | '\\*' ) ? | '\\*' | '8021q' | '8021ad' ;
JUNK : . ;

fragment DAYS : [0-9]+ 'd' ;
fragment HOURS : [0-9]+ 'h' ;
fragment MINUTES : [0-9]+ 'm' ;
fragment SECONDS : [0-9]+ 's' ;
fragment MILLIS : [0-9]+ 'ms' ;
fragment NAME : [A-Za-z_.] [A-Za-z0-9_./-]* ;
fragment HEX : [0-9a-fA-F] ;
fragment GROUP : HEX ( HEX ( HEX HEX? )? )? ;
fragment BYTE : [0-9] [0-9]? [0-9]? ;
fragment IPV4 : BYTE '.' BYTE '.' BYTE '.' BYTE ;
fragment IPV6
    : GROUP ':' GROUP ':' GROUP ':' GROUP ':' GROUP ':' GROUP ':' ( GROUP ':' GROUP | IPV4 )
    | ( GROUP ( ':' GROUP )* )? '::' ( ( GROUP ':' )* ( GROUP | IPV4 ) )?
    ;
fragment MAC : HEX HEX? ':' HEX HEX? ':' HEX HEX? ':' HEX HEX? ':' HEX HEX? ':' HEX HEX? ;
/** A traffic class, 1:20; what follows tells it from a port and a verdict, 25:accept. */
fragment CLASS : GROUP ':' GROUP { " \t\n:-},".indexOf(_input.LA(1)) >= 0 }? ;
fragment PLAIN
    : [0-9] [0-9]? [0-9]? [0-9]? [0-9]? ( '-' [0-9]+ )?
    | IPV4 ( '/' [0-9]+ | '-' IPV4 )?
    | IPV6 ( '/' [0-9]+ | '-' IPV6 )?
    ;
fragment GAP : ( [ \t\n] | '\\\n' | '#' ~[\n]* '\n' )* ;

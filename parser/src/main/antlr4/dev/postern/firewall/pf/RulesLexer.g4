/*
 * The words of pf.conf(5), as yylex() of pfctl's parse.y makes them. Every character belongs to a token, so the tokens' texts
 * put together give the text back.
 */
lexer grammar RulesLexer;

PASS : 'pass' ;
BLOCK : 'block' ;
MATCH : 'match' ;
ANTISPOOF : 'antispoof' ;
ANCHOR : 'anchor' ;
NAT_ANCHOR : 'nat-anchor' ;
RDR_ANCHOR : 'rdr-anchor' ;
BINAT_ANCHOR : 'binat-anchor' ;
LOAD : 'load' ;
TABLE : 'table' ;
SET : 'set' ;
INCLUDE : 'include' ;
SCRUB : 'scrub' ;
NAT : 'nat' ;
RDR : 'rdr' ;
BINAT : 'binat' ;
NO : 'no' ;
ALTQ : 'altq' ;
QUEUE : 'queue' ;
ETHER : 'ether' ;

IN : 'in' ;
OUT : 'out' ;
LOG : 'log' ;
QUICK : 'quick' ;
ON : 'on' ;
FOR : 'for' ;
RDOMAIN : 'rdomain' ;
INET : 'inet' ;
INET6 : 'inet6' ;
PROTO : 'proto' ;
ALL : 'all' ;
ANY : 'any' ;
FROM : 'from' ;
TO : 'to' ;
PORT : 'port' ;
OS : 'os' ;
DROP : 'drop' ;
RETURN : 'return' ;
RETURN_RST : 'return-rst' ;
RETURN_ICMP : 'return-icmp' ;
RETURN_ICMP6 : 'return-icmp6' ;
NO_ROUTE : 'no-route' ;
URPF_FAILED : 'urpf-failed' ;
ROUTE : 'route' ;
WEIGHT : 'weight' ;

FLAGS : 'flags' ;
KEEP : 'keep' ;
MODULATE : 'modulate' ;
SYNPROXY : 'synproxy' ;
STATE : 'state' ;
USER : 'user' ;
GROUP : 'group' ;
ICMP_TYPE : 'icmp-type' ;
ICMP6_TYPE : 'icmp6-type' ;
CODE : 'code' ;
TOS : 'tos' ;
ALLOW_OPTS : 'allow-opts' ;
FRAGMENT : 'fragment' ;
LABEL : 'label' ;
TAG : 'tag' ;
TAGGED : 'tagged' ;
PROBABILITY : 'probability' ;
RTABLE : 'rtable' ;
RECEIVED_ON : 'received-on' ;
NAT_TO : 'nat-to' ;
RDR_TO : 'rdr-to' ;
BINAT_TO : 'binat-to' ;
AF_TO : 'af-to' ;
ROUTE_TO : 'route-to' ;
REPLY_TO : 'reply-to' ;
DUP_TO : 'dup-to' ;
FASTROUTE : 'fastroute' ;
DIVERT_TO : 'divert-to' ;
DIVERT_REPLY : 'divert-reply' ;
DIVERT_PACKET : 'divert-packet' ;
ONCE : 'once' ;
MAX_PKT_RATE : 'max-pkt-rate' ;
PRIO : 'prio' ;
OVERLOAD : 'overload' ;
FLUSH : 'flush' ;
GLOBAL : 'global' ;
SOURCE_TRACK : 'source-track' ;
SKIP_ON : 'skip' ;
BLOCK_POLICY : 'block-policy' ;
REQUIRE_ORDER : 'require-order' ;
FILE : 'file' ;
CONST : 'const' ;
PERSIST : 'persist' ;
COUNTERS : 'counters' ;

NEWLINE : '\n' ;
BLANK : ( [ \t\r] | '\\\n' )+ -> channel(HIDDEN) ;
/** A backslash at the end of its line carries a comment over to the next one. */
COMMENT : '#' ( '\\\n' | ~[\n] )* -> channel(HIDDEN) ;

ARROW : '->' ;
INSIDE : '><' ;
OUTSIDE : '<>' ;
AT_MOST : '<=' ;
AT_LEAST : '>=' ;
DIFFERENT : '!=' ;
LESS : '<' ;
GREATER : '>' ;
EQUALS : '=' ;
NOT : '!' ;
SLASH : '/' ;
COMMA : ',' ;
LEFT_BRACE : '{' ;
RIGHT_BRACE : '}' ;
LEFT : '(' ;
RIGHT : ')' ;
DASH : '-' ;
STAR : '*' ;

VARIABLE : '$' [A-Za-z0-9_]* ;
STRING : '"' ( '\\' . | ~["\\] )* '"' | '\'' ( '\\' . | ~['\\] )* '\'' ;
NUMBER : [0-9]+ ;
WORD : [A-Za-z0-9:_] PART* ;
JUNK : . ;

/** allowed_in_string() of parse.y. */
fragment PART : [A-Za-z0-9:_.*+@$%&?;|~^`[\]\-] ;

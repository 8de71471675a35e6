/** One statement of pf.conf(5), its macros expanded: the grammars of OpenBSD and of FreeBSD, which kept the older forms. */
parser grammar RulesParser;

options { tokenVocab = RulesLexer; }

line : statement EOF ;

statement
    : WORD EQUALS value+                                    # macro
    | INCLUDE STRING                                        # include
    | SET option                                            # setting
    | TABLE LESS name GREATER tablePart*                    # table
    | LOAD ANCHOR name FROM STRING                          # loadAnchor
    | ANTISPOOF urgency FOR interfaces family? ( LABEL name )? ( RTABLE NUMBER )?  # antispoof
    | action direction? urgency on? routing? family? protocol? hosts filter*      # rule
    | ANCHOR name? direction? urgency on? family? protocol? hosts filter* block?  # anchor
    | ( NAT_ANCHOR | RDR_ANCHOR | BINAT_ANCHOR ) name direction? on? family? protocol? hosts ( RTABLE NUMBER )?  # oldAnchor
    | NO? ( NAT | RDR | BINAT ) PASS? log? on? family? protocol? hosts filter* redirection?  # translation
    | ( SCRUB | NO SCRUB | ALTQ | QUEUE | ETHER ) any*      # aside
    ;

value : WORD | NUMBER | STRING ;

name : WORD | NUMBER | STRING ;

option
    : SKIP_ON ON interfaces                                 # skipOn
    | BLOCK_POLICY ( DROP | RETURN )                        # blockPolicy
    | REQUIRE_ORDER ( name | NO )                                   # requireOrder
    | ( WORD | STATE ) any*                                 # otherOption
    ;

tablePart
    : CONST | PERSIST | COUNTERS
    | FILE STRING
    | LEFT_BRACE ( NEWLINE | COMMA | host )* RIGHT_BRACE
    ;

block : LEFT_BRACE ( NEWLINE | statement NEWLINE )* statement? RIGHT_BRACE ;

action : PASS | MATCH | BLOCK returning? ;

returning : DROP | ( RETURN | RETURN_RST | RETURN_ICMP | RETURN_ICMP6 ) parentheses? ;

/** Words in parentheses that have no bearing on who gets through. */
parentheses : LEFT ~( LEFT | RIGHT | NEWLINE )* RIGHT ;

direction : IN | OUT ;

urgency : log? QUICK? | QUICK log ;

log : LOG parentheses? ;

on : ON ( interfaces | RDOMAIN NUMBER ) ;

interfaces
    : interface
    | LEFT_BRACE NEWLINE* interface ( separator* interface )* separator* RIGHT_BRACE
    ;

separator : COMMA | NEWLINE ;

interface : NOT? ( WORD | STRING | ANY | ALL | LEFT name RIGHT ) ;

family : INET | INET6 ;

protocol
    : PROTO ( name | LEFT_BRACE NEWLINE* name ( separator* name )* separator* RIGHT_BRACE )
    ;

hosts : ALL | source? system? destination? ;

source : FROM ( where ports? | ports ) ;

destination : TO ( where ports? | ports ) ;

system : OS ( name | LEFT_BRACE NEWLINE* name ( separator* name )* separator* RIGHT_BRACE ) ;

where
    : ANY
    | host
    | LEFT_BRACE NEWLINE* host ( separator* host )* separator* RIGHT_BRACE
    ;

host : NOT? address ( WEIGHT NUMBER )? ;

address
    : LESS name GREATER                                     # ofTable
    | LEFT name ( SLASH NUMBER )? RIGHT ( SLASH NUMBER )?   # ofInterface
    | name DASH name                                        # range
    | name ( SLASH NUMBER )?                                # named
    | NO_ROUTE                                              # noRoute
    | URPF_FAILED                                           # urpfFailed
    | ROUTE name                                            # routeLabel
    ;

ports : PORT ( numbers | LEFT_BRACE NEWLINE* numbers ( separator* numbers )* separator* RIGHT_BRACE ) ;

/** Ports, users or groups, by comparison. */
numbers
    : ( EQUALS | DIFFERENT | LESS | AT_MOST | GREATER | AT_LEAST )? name
    | name ( INSIDE | OUTSIDE ) name
    ;

filter
    : FLAGS ( ANY | name? SLASH name )                      # flags
    | ( KEEP | MODULATE | SYNPROXY ) STATE ( LEFT stateOption ( COMMA? stateOption )* RIGHT )?  # state
    | NO STATE                                              # noState
    | ( USER | GROUP ) ( numbers | LEFT_BRACE NEWLINE* numbers ( separator* numbers )* separator* RIGHT_BRACE )  # owner
    | ( ICMP_TYPE | ICMP6_TYPE ) ( icmp | LEFT_BRACE NEWLINE* icmp ( separator* icmp )* separator* RIGHT_BRACE )  # icmpType
    | TOS name                                              # tos
    | FRAGMENT                                              # fragments
    | TAG name                                              # tag
    | NOT? TAGGED name                                      # tagged
    | PROBABILITY name                                      # probability
    | RTABLE NUMBER                                         # rtable
    | NOT? RECEIVED_ON interface                            # receivedOn
    | RDR_TO pool                                           # rdrTo
    | DIVERT_TO name PORT name                              # divertTo
    | DIVERT_PACKET PORT name                               # divertPacket
    | ( BINAT_TO | AF_TO ) ( family FROM )? pool ( TO pool )?  # elsewhere
    | routing                                               # routed
    | ONCE                                                  # once
    | MAX_PKT_RATE NUMBER SLASH NUMBER                      # packetRate
    | NAT_TO pool                                           # neutral
    | ( ALLOW_OPTS | DIVERT_REPLY )                         # neutral
    | ( LABEL | PRIO ) name                                 # neutral
    | QUEUE ( name | parentheses )                               # neutral
    | SET ( parentheses | ( PRIO | QUEUE | TOS | WORD ) ( name | parentheses ) )  # neutral
    | SCRUB parentheses                                          # neutral
    | WORD ( parentheses | name )?                               # otherFilter
    ;

/** FreeBSD has it in front of the family. */
routing : ( ROUTE_TO | REPLY_TO | DUP_TO ) pool | FASTROUTE ;

icmp : name ( CODE name )? ;

stateOption
    : OVERLOAD LESS name GREATER ( FLUSH GLOBAL? )?         # overload
    | SOURCE_TRACK ( WORD | GLOBAL )?                       # sourceTrack
    | name NUMBER ( SLASH NUMBER )?                         # numbered
    | name                                                  # word
    ;

redirection : ARROW pool ;

pool : target ( PORT poolPort )? poolOption* ;

target
    : LEFT_BRACE NEWLINE* target ( separator* target )* separator* RIGHT_BRACE  # targets
    | LEFT name address RIGHT                               # through
    | address                                               # single
    ;

poolPort : name STAR? | STAR ;

poolOption : WORD ( STRING | NUMBER )? ;

any : . ;

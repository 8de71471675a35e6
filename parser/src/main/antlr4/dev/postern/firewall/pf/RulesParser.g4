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
    | ANTISPOOF urgency FOR guarded family? ( LABEL name )? ( RTABLE NUMBER )?  # antispoof
    | action direction? urgency on? routing? family? protocol? hosts filter*      # rule
    | ANCHOR name? direction? QUICK? on? family? protocol? hosts filter* block?  # anchor
    | ( NAT_ANCHOR | RDR_ANCHOR | BINAT_ANCHOR ) name direction? on? family? protocol? hosts ( RTABLE NUMBER )?  # oldAnchor
    | NO? ( NAT | RDR | BINAT ) PASS? log? on? family? protocol? hosts filter* redirection?  # translation
    | ( SCRUB | NO SCRUB | ALTQ | QUEUE | ETHER | STATE WORD ) any*  # aside
    ;

value : WORD | DASH? NUMBER | STRING ;

name : WORD | NUMBER | STRING ;

option
    : SKIP_ON ON interfaces                                 # skipOn
    | BLOCK_POLICY ( DROP | RETURN )                        # blockPolicy
    | REQUIRE_ORDER ( name | NO )                                   # requireOrder
    | WORD ( numbered | LEFT_BRACE NEWLINE* numbered ( NEWLINE* COMMA? numbered )* NEWLINE* RIGHT_BRACE )  # numberedOption
    | ( WORD | STATE ) any*                                 # otherOption
    ;

numbered : name NUMBER ;

tablePart
    : CONST | PERSIST | COUNTERS
    | FILE STRING
    | LEFT_BRACE NEWLINE* ( where ( NEWLINE* COMMA? where )* NEWLINE* )? RIGHT_BRACE
    ;

block : LEFT_BRACE NEWLINE ( statement? NEWLINE )* RIGHT_BRACE ;

action : PASS | MATCH | BLOCK returning? ;

returning
    : DROP
    | RETURN
    | RETURN_RST ( LEFT WORD NUMBER RIGHT )?
    | ( RETURN_ICMP | RETURN_ICMP6 ) ( LEFT name ( COMMA? name )? RIGHT )?
    ;

/** Words in parentheses that have no bearing on who gets through. */
parentheses : LEFT ~( LEFT | RIGHT | NEWLINE )* RIGHT ;

direction : IN | OUT ;

urgency : log? QUICK? | QUICK log ;

log : LOG ( LEFT logged ( COMMA? logged )* RIGHT )? ;

logged : ALL | USER | TO name | WORD ;

on : ON ( interfaces | RDOMAIN NUMBER ) ;

interfaces
    : interface
    | LEFT_BRACE NEWLINE* interface ( NEWLINE* COMMA? interface )* NEWLINE* RIGHT_BRACE
    ;

interface : NOT? ( WORD | STRING | ANY ) ;

/** The interfaces whose networks nobody else may pretend to be in. */
guarded
    : ofGuarded
    | LEFT_BRACE NEWLINE* ofGuarded ( NEWLINE* COMMA? ofGuarded )* NEWLINE* RIGHT_BRACE
    ;

ofGuarded : WORD | STRING | LEFT ( WORD | STRING ) RIGHT ;

family : INET | INET6 ;

protocol
    : PROTO ( name | LEFT_BRACE NEWLINE* name ( NEWLINE* COMMA? name )* NEWLINE* RIGHT_BRACE )
    ;

hosts : ALL | source? system? destination? ;

source : FROM ( where ports? | ports ) ;

destination : TO ( where ports? | ports ) ;

system : OS ( name | LEFT_BRACE NEWLINE* name ( NEWLINE* COMMA? name )* NEWLINE* RIGHT_BRACE ) ;

where
    : ANY
    | host
    | LEFT_BRACE NEWLINE* where ( NEWLINE* COMMA? where )* NEWLINE* RIGHT_BRACE
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

ports : PORT ( numbers | LEFT_BRACE NEWLINE* numbers ( NEWLINE* COMMA? numbers )* NEWLINE* RIGHT_BRACE ) ;

/** Ports, users or groups, by comparison. */
numbers
    : ( EQUALS | DIFFERENT | LESS | AT_MOST | GREATER | AT_LEAST )? name
    | name ( INSIDE | OUTSIDE ) name
    ;

filter
    : FLAGS ( ANY | name? SLASH name )                      # flags
    | ( KEEP | MODULATE | SYNPROXY ) STATE ( LEFT stateOption ( COMMA? stateOption )* RIGHT )?  # state
    | NO STATE                                              # noState
    | ( USER | GROUP ) ( numbers | LEFT_BRACE NEWLINE* numbers ( NEWLINE* COMMA? numbers )* NEWLINE* RIGHT_BRACE )  # owner
    | ( ICMP_TYPE | ICMP6_TYPE ) ( icmp | LEFT_BRACE NEWLINE* icmp ( NEWLINE* COMMA? icmp )* NEWLINE* RIGHT_BRACE )  # icmpType
    | TOS name                                              # tos
    | FRAGMENT                                              # fragments
    | TAG name                                              # tag
    | NOT? TAGGED name                                      # tagged
    | PROBABILITY name                                      # probability
    | RTABLE NUMBER                                         # rtable
    | NOT? RECEIVED_ON interface                            # receivedOn
    | RDR_TO pool                                           # rdrTo
    | DIVERT_TO name PORT name                              # divertTo
    | DIVERT_TO name                                        # divertPacket
    | DIVERT_PACKET PORT name                               # divertPacket
    | ( BINAT_TO | AF_TO ) ( family FROM )? pool ( TO pool )?  # elsewhere
    | routing                                               # routed
    | ONCE                                                  # once
    | STATE WORD name parentheses?                          # limiter
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
    | name NUMBER ( SLASH NUMBER )?                         # stateNumber
    | name                                                  # word
    ;

redirection : ARROW pool ;

pool : target ( PORT poolPort )? poolOption* ;

target
    : LEFT_BRACE NEWLINE* target ( NEWLINE* COMMA? target )* NEWLINE* RIGHT_BRACE  # targets
    | LEFT name address RIGHT                               # through
    | address                                               # single
    ;

poolPort : name STAR? | STAR ;

poolOption : WORD ( STRING | NUMBER )? ;

any : . ;

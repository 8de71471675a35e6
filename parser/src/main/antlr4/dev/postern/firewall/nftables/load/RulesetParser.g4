/*
 * nft's language as parser_bison.y of nftables 1.0.6 has it: commands, and blocks of tables, chains and sets. What the words
 * of a rule mean depends on each other and is read from the words. The next word alone tells how it goes on, but behind a
 * comma: looking further ahead costs a start more than all else that is read here.
 */
parser grammar RulesetParser;

options { tokenVocab = RulesetLexer; }

/** What stands outside every block, up to the next separator. */
command : line ( separator | EOF ) ;
/** What stands in a table's block. */
tableLine : tableEntry ( separator | EOF ) ;
/** What stands in a chain's block. */
chainLine : entry ( separator | EOF ) ;
/** What stands in the block of a set or another object. */
objectLine : property ( separator | EOF ) ;

separator : NEWLINE | SEMICOLON ;

line
    : variable
    | verb?
      ( TABLE name* tableBlock?
      | CHAIN name* ( mark plain* )? chainBlock?
      | kind name* ( mark plain* )? objectBlock?
      | ELEMENT name* ( braces | VARIABLE )
      | RULE words
      | RULESET name?
      | words
      )
    ;

variable
    : INCLUDE STRING
    | ( DEFINE | REDEFINE ) name EQUALS operand+
    | UNDEFINE name
    ;

verb : ADD | CREATE | INSERT | REPLACE | DELETE | DESTROY | FLUSH | LIST | RESET | RENAME ;

kind : SET | MAP | FLOWTABLE | COUNTER | QUOTA | LIMIT | SECMARK | SYNPROXY | METER | CT name ;

/** What stands in a block ends with a newline or semicolon, also before the brace that closes the block. */
tableBlock : LEFT_BRACE separator* ( tableEntry separator+ )* RIGHT_BRACE ;

tableEntry
    : variable
    | CHAIN name chainBlock
    | kind name objectBlock
    | words
    ;

chainBlock : LEFT_BRACE separator* ( entry separator+ )* RIGHT_BRACE ;

/** A rule, or the chain's hook, policy or flags. */
entry
    : variable
    | statement
    ;

objectBlock : LEFT_BRACE property? ( separator property? )* RIGHT_BRACE ;

property
    : variable
    | statement
    ;

/** Words of which the first tells no command and no object apart. */
words : ( WORD | mark | braces ) operand* ;

statement
    : keyword operand*
    | words
    ;

/** Words and what holds them together; braces hold sets. */
operand
    : plain
    | braces
    ;

plain
    : name
    | mark
    ;

mark
    : NUMBER
    | TIME
    | ADDRESS
    | STRING
    | VARIABLE
    | OPERATOR
    | EQUALS
    | COMMA NEWLINE*
    | COLON
    | DOT
    | AT
    ;

braces : ( LEFT_BRACE | LITERALS ) ( ~( LEFT_BRACE | LITERALS | RIGHT_BRACE | JUNK ) | braces )* RIGHT_BRACE ;

name
    : WORD
    | keyword
    | INCLUDE
    | DEFINE
    | REDEFINE
    | UNDEFINE
    ;

keyword
    : TABLE
    | CHAIN
    | RULE
    | SET
    | MAP
    | ELEMENT
    | FLOWTABLE
    | COUNTER
    | QUOTA
    | LIMIT
    | SECMARK
    | SYNPROXY
    | CT
    | RULESET
    | METER
    | ADD
    | CREATE
    | INSERT
    | REPLACE
    | DELETE
    | DESTROY
    | FLUSH
    | LIST
    | RESET
    | RENAME
    ;

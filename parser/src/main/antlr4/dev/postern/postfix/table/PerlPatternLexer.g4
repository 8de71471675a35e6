/*
 * Regular expressions of PCRE2, as far as they can be searched for in linear time: the patterns of pcre: tables. Every
 * character belongs to a token; what is beyond is a token BEYOND.
 */
lexer grammar PerlPatternLexer;

QUOTED : '\\Q' .*? ('\\E' | EOF) ;
NO_QUOTE : '\\E' ;
SET : '\\' [dDwW] ;
SPACES : '\\' [sS] ;
HORIZONTAL : '\\' [hH] ;
VERTICAL : '\\' [vV] ;
NO_NEWLINE : '\\N' ;
BOUNDARY : '\\' [bB] ;
START : '^' | '\\A' ;
FINISH : '$' | '\\' [zZ] ;
CONTROL : CONTROL_CHARACTER ;
ESCAPED : SIGN ;
NAMED : '(?' ('P'? '<' | '\'') [A-Za-z_] [A-Za-z0-9_]* [>'] ;
FLAGS : '(?' [imsU]* ('-' [imsU]+)? [:)] ;
REPEAT : QUANTIFIER '?'? ;
OPEN : '(' ;
CLOSE : ')' ;
OR : '|' ;
ANY : '.' ;
/** A closing bracket that comes first is a member. */
BRACKET : '[' '^'? ']'? -> mode(MEMBERS) ;
/** Look-around, atomic groups, possessive quantifiers, verbs, references, properties. */
BEYOND : '(?' | '(*' | QUANTIFIER '+' | '\\' . | '\\' | '[' '^'? ']-' ~']' ;
PLAIN : . ;

mode MEMBERS ;

CLASS : '[:' ~[\]\\]* ':]' ;
ODD : '[.' | '[=' ;
MEMBER_SET : '\\' [dDwW] ;
MEMBER_BLANKS : '\\' [sShHvV] ;
BACKSPACE : '\\b' ;
RANGE : SINGLE '-' SINGLE ;
MEMBER : SINGLE ;
MEMBER_BEYOND : ('\\' . | '\\') -> type(BEYOND) ;
END : ']' -> mode(DEFAULT_MODE) ;

fragment SINGLE : ~[\]\\] | SIGN | CONTROL_CHARACTER ;
fragment SIGN : '\\' ~[A-Za-z0-9] ;
fragment CONTROL_CHARACTER
    : '\\' [tnrfae]
    | '\\x' HEX HEX
    | '\\x{' HEX HEX? '}'
    | '\\0' ([0-7] [0-7]?)?
    ;
fragment HEX : [0-9a-fA-F] ;
fragment QUANTIFIER : [*+?] | '{' [0-9]+ (',' [0-9]*)? '}' ;

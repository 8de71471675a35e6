/*
 * POSIX extended regular expressions as regcomp() of glibc reads them: the patterns of regexp: tables. Every character
 * belongs to a token.
 */
lexer grammar PosixPatternLexer;

REPEAT : [*+?] | '{' [0-9]+ (',' [0-9]*)? '}' | '{,' [0-9]+ '}' ;
OPEN : '(' ;
CLOSE : ')' ;
OR : '|' ;
ANY : '.' ;
START : '^' | '\\`' ;
FINISH : '$' | '\\\'' ;
WORD : '\\' [wWbB] ;
SPACES : '\\' [sS] ;
/** References to groups, word ends: more than a search in linear time can do. */
BEYOND : '\\' [1-9<>] ;
ESCAPED : '\\' . ;
/** A closing bracket that comes first is a member. */
BRACKET : '[' '^'? ']'? -> mode(MEMBERS) ;
/** An interval that is none, a backslash at the end: regcomp() refuses them. */
WRONG : '{' | '\\' | '[' '^'? ']-' ~']' ;
PLAIN : . ;

mode MEMBERS ;

CLASS : '[:' [a-z]+ ':]' ;
/** Collating elements, equivalence classes; hyphens that regcomp() refuses or that depend on their place. */
ODD : '[.' | '[=' | '[:' | (CLASS | RANGE) '-' ~']' | '--' ~']' ;
RANGE : ~']' '-' ~']' ;
MEMBER : ~']' ;
END : ']' -> mode(DEFAULT_MODE) ;

/*
 * Shell scripts of iptables commands. Every character belongs to a token. Words, quotes and operators:
 * POSIX.1-2017, Shell Command Language, 2.2, 2.3 and 2.10.
 */
lexer grammar ScriptLexer;

@members {
  private boolean isWordStart() {
    int before = _input.LA(-1);
    return before <= ' ' || before == ';' || before == '&' || before == '|';
  }
}

COMMENT : { isWordStart() }? '#' ~[\n]* ;
NEWLINE : '\n' ;
BLANK : ( [ \t] | '\\' '\r'? '\n' )+ ;
SEMICOLON : ';' ;
AND : '&&' ;
OR : '||' ;
REDIRECT : [0-9]? ( '>>' | '>' | '<' ) '&'? ;
OPERATOR : [|&()] | ';;' | '<<' ;
VARIABLE : '$' NAME | '${' NAME '}' ;
DOUBLE_QUOTED : '"' ( '\\' . | ~["\\] )* '"' ;
SINGLE_QUOTED : '\'' ~[']* '\'' ;
ESCAPED : '\\' . ;
PLAIN : ~[ \t\n"'\\$`;&|<>()#] ~[ \t\n"'\\$`;&|<>()]* ;
/** An expansion that is not followed, or a quote that is not closed. */
DYNAMIC : . ;

fragment NAME : [A-Za-z_] [A-Za-z0-9_]* ;


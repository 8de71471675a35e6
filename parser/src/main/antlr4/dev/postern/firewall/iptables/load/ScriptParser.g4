/** Commands one after the other; whatever steers which of them run is something else. */
parser grammar ScriptParser;

options { tokenVocab = ScriptLexer; }

script : statement ( ( NEWLINE | SEMICOLON ) statement )* EOF ;

statement
    : BLANK? COMMENT?                                                             # nothing
    | command ( AND command )* ( OR unless = command )? COMMENT?                  # commands
    | ~( NEWLINE | SEMICOLON )+                                                   # other
    ;

command : BLANK? word ( BLANK word | BLANK? redirection )* BLANK? ;

redirection : REDIRECT BLANK? word? ;

/** Words alone, as an argument of another file holds them. */
words : BLANK? ( word ( BLANK word )* )? BLANK? EOF ;

word : part+ ;

part : PLAIN | SINGLE_QUOTED | DOUBLE_QUOTED | ESCAPED | VARIABLE | DYNAMIC ;

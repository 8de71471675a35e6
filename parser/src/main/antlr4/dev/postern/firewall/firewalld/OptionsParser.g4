/** Options as read() in io/firewalld_conf.py of firewalld 1.3.3 takes them apart. */
parser grammar OptionsParser;

options { tokenVocab = OptionsLexer; }

file : line ( NEWLINE line )* EOF ;

line
    : COMMENT?                            # nothing
    | name = TEXT EQUALS value = TEXT     # option
    | ( TEXT | EQUALS )+                  # other
    ;

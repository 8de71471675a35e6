/* A configuration file of OpenSSL: sections of settings, and commands that start with a dot. */
parser grammar OpensslConfParser;

options { tokenVocab = OpensslConfLexer; }

file : statement? ( NEWLINE statement? )* EOF ;

statement
    : SECTION                  # section
    | NAME? EQUALS value       # setting
    | DIRECTIVE value          # directive
    ;

value : part* ;

part : BLANK | QUOTED | ESCAPED | VARIABLE | TEXT ;

/*
 * A file of fail2ban line by line. Whether a text is a header, an option or goes on with the value above depends on how
 * far it and the lines above are indented, which no grammar of lines tells.
 */
parser grammar IniParser;

options { tokenVocab = IniLexer; }

file : line ( NEWLINE line )* EOF ;

line
    : BLANK?                                              # empty
    | COMMENT                                             # comment
    | BLANK? TEXT ( INLINE_COMMENT | TRAILING )?          # statement
    ;

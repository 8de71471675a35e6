/** One line of iptables-save text; what the words of a rule mean depends on its extensions. */
parser grammar RestoreParser;

options { tokenVocab = RestoreLexer; }

line
    : COMMENT EOF                                                  # comment
    | BLANK? EOF                                                   # empty
    | TABLE BLANK? EOF                                             # table
    | COMMIT EOF                                                   # commit
    | CHAIN BLANK policy = WORD ( BLANK COUNTERS )? BLANK? EOF     # chain
    | BLANK? ( counters = COUNTERS BLANK? )? word ( BLANK? word )* BLANK? EOF  # command
    ;

word : WORD | NOT | COUNTERS ;

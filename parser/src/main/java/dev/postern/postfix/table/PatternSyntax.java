package dev.postern.postfix.table;

import com.google.re2j.Pattern;
import java.util.Optional;

/** A language of patterns: that of {@code regexp:} tables or that of {@code pcre:} tables. */
sealed interface PatternSyntax permits PosixSyntax, PerlSyntax {
  PatternSyntax POSIX = new PosixSyntax();
  PatternSyntax PERL = new PerlSyntax();

  /**
   * A pattern that can be searched for.
   *
   * @param tellsGroups whether its groups are certain to be those that Postfix finds
   * @param examples texts in which it is found
   */
  record Compiled(Pattern pattern, boolean tellsGroups, PatternExamples examples) {}

  /** The letters that may stand behind a pattern, each of which turns something on or off. */
  String options();

  /** Whether {@code /pattern/!/other/} demands that another pattern does not match. */
  boolean takesSecond();

  /**
   * The pattern as one that is searched for in linear time, in keys without line ends.
   *
   * @return empty when it uses what such a search cannot do, or is refused by Postfix
   */
  Optional<Compiled> compile(String pattern, String options);
}

package dev.postern.host;

import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One shell script as far as it gives files to iptables-restore, ipset and nft, or starts other
 * scripts.
 *
 * @param loads in their order
 * @param isOnlyLoading whether nothing else stands in it but tests of whether files are there
 * @param started the scripts that it starts, absolute paths
 */
record BootScript(List<Load> loads, boolean isOnlyLoading, List<String> started) {
  private static final String PATH = "[\"']?(/[\\w.+/-]+)[\"']?";
  private static final String TEST =
      "(?:\\[\\[? +-[efrsx] +" + PATH + " +\\]\\]?|test +-[efrsx] +" + PATH + ")";
  private static final String PROGRAM = "(?:sudo +)?(?:/(?:usr/)?s?bin/)?";
  private static final String COUNTERS = "(?: +(?:-c|--counters|-w|--wait|-v|--verbose))*+";
  private static final String RESTORE =
      PROGRAM + "(ip6?tables)(?:-legacy|-nft)?-restore" + COUNTERS;

  private static final List<Form> FORMS =
      List.of(
          new Form(RESTORE + " *<? *" + PATH),
          new Form("cat +" + PATH + " *\\| *" + RESTORE),
          new Form(
              PROGRAM
                  + "(ipset)(?: +(?:-!|-exist))*+ +(?:restore|-R)(?: +(?:-!|-exist))*+ *(?:<|-f|-file) *"
                  + PATH),
          new Form(PROGRAM + "(nft) +-f *" + PATH));

  /** What a command is put in that runs it whatever happens, or when a file is there. */
  private static final Pattern AROUND =
      Pattern.compile(
          "(?:"
              + TEST
              + " *&& *)?(.*?)"
              + "(?: *(?:[12]?>>? */dev/null|2>&1|>&2))*+"
              + "(?: *\\|\\| *(?:true|:|exit +\\d+|(?:echo|logger) [^;&|]*))?[; ]*(?: #.*)?");

  private static final Pattern NEUTRAL =
      Pattern.compile(
          "(?:(?:if +"
              + TEST
              + " *;? *)?(?:then)?|fi|else|exit(?: +0)?|set +-[eux]+|:|true"
              + "|(?:echo|logger) [^;&|]*|"
              + TEST
              + " *\\|\\| *exit(?: +\\d+)?"
              + "|\\[ +\"?\\$\\{?IFACE}?\"? +!?= +\"?lo\"? +\\] *(?:&&|\\|\\|) *exit(?: +0)?)[; ]*");

  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?:export +)?([A-Za-z_]\\w*)=[\"']?([\\w.+/:-]*)[\"']?;?");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)})");
  private static final Pattern STARTED =
      Pattern.compile(
          "(?:(?:/bin/)?(?:ba|da)?sh +|\\. +|source +|exec +)?"
              + PATH
              + "(?: +(?:start|restart))?");

  /** No command that is followed is longer, and what patterns take grows with a line. */
  private static final int LONGEST = 1000;

  /**
   * What is given to a program.
   *
   * @param program {@code iptables}, {@code ip6tables}, {@code ipset} or {@code nft}
   * @param path absolute
   */
  record Load(String program, String path) {}

  private record Form(Pattern pattern) {
    Form(String text) {
      this(Pattern.compile(text));
    }

    Optional<Load> of(String command) {
      Matcher matcher = pattern.matcher(command);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String first = matcher.group(1);
      return Optional.of(
          first.startsWith("/")
              ? new Load(matcher.group(2), first)
              : new Load(first, matcher.group(2)));
    }
  }

  static BootScript of(SourceFile source) {
    List<Load> loads = new ArrayList<>();
    List<String> started = new ArrayList<>();
    Map<String, String> variables = new HashMap<>();
    boolean isOnlyLoading = true;
    for (int number = 1; number <= source.lines(); number++) {
      String written = source.line(number).strip();
      String line = written.length() > LONGEST ? written : expanded(written, variables);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.length() > LONGEST) {
        isOnlyLoading = false;
        continue;
      }
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (assignment.matches()) {
        variables.put(assignment.group(1), assignment.group(2));
        continue;
      }
      String command = command(line);
      Optional<Load> load = FORMS.stream().flatMap(form -> form.of(command).stream()).findFirst();
      Matcher start = STARTED.matcher(command);
      if (load.isPresent()) {
        loads.add(load.get());
      } else if (start.matches()) {
        started.add(start.group(1));
      } else {
        isOnlyLoading &= NEUTRAL.matcher(line).matches();
      }
    }
    return new BootScript(List.copyOf(loads), isOnlyLoading, List.copyOf(started));
  }

  /** What runs in a line, without the test before it and what is done when it fails. */
  private static String command(String line) {
    Matcher around = AROUND.matcher(line);
    return around.matches() ? around.group(3) : line;
  }

  private static String expanded(String line, Map<String, String> variables) {
    return VARIABLE
        .matcher(line)
        .replaceAll(
            found -> {
              String name = found.group(1) == null ? found.group(2) : found.group(1);
              return Matcher.quoteReplacement(variables.getOrDefault(name, found.group()));
            });
  }
}

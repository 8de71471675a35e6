package dev.postern.postfix.settings;

import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.LogicalLine;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.MasterCf;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.MasterFields;
import dev.postern.postfix.syntax.NameValue;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Templates;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What postconf has printed into a file: parameters ({@code -n}, {@code -f}, all of them), services
 * ({@code -M}), options of services ({@code -P}), or one after the other, with its warnings.
 */
final class PostconfOutput {
  /** Only a listing of every parameter has them; they tell of postconf, not of the instance. */
  private static final Set<String> OF_POSTCONF =
      Set.of("mail_release_date", "mail_version", "process_id", "process_name", "service_name");

  /** What {@code -F} prints of a service, instead of its parameters. */
  private static final Set<String> FIELDS =
      Set.of(
          "service",
          "type",
          "private",
          "unprivileged",
          "chroot",
          "wakeup",
          "process_limit",
          "command");

  /** A command that was typed behind a prompt; a hash in front is a comment anyhow. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(.*?[$#%>+\\u279c\\u276f~]\\s+)?(?:sudo\\s+(?:-\\S+\\s+)*+)?(?:/\\S*/)?postconf(?:\\s.*)?",
          Pattern.DOTALL);

  /** The password's prompt, the first and last line of script(1), and what ends a shell. */
  private static final Pattern AROUND =
      Pattern.compile("\\[sudo\\] .*|Script (?:started|done) on .*|exit|logout", Pattern.DOTALL);

  private final SourceFile file;
  private Optional<String> prompt = Optional.empty();
  private final List<MainCf.Assignment> assignments = new ArrayList<>();
  private final List<MasterEntry> entries = new ArrayList<>();
  private final List<Parameter> options = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private Optional<Span> fields = Optional.empty();

  private PostconfOutput(SourceFile file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param saved as it was taken from postconf or from a terminal
   * @param directory where it lies
   */
  static InstanceFiles read(SourceFile saved, String directory) {
    SourceFile file = saved.asShown();
    Optional<List<LogicalLine>> lines = PostfixParser.table(file);
    if (lines.isEmpty()) {
      return new InstanceFiles(
          directory,
          Optional.of(PostfixParser.main(file)),
          Optional.empty(),
          Optional.empty(),
          List.of());
    }
    PostconfOutput output = new PostconfOutput(file);
    output.demandNoMargin();
    Templates templates = Templates.of(file);
    for (LogicalLine line : lines.get()) {
      output.add(line, templates);
    }
    return output.files(directory);
  }

  /** What stands behind white space from the first line on belongs to no line. */
  private void demandNoMargin() {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number);
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        if (Character.isWhitespace(line.charAt(0))) {
          problems.add(
              Problem.error(
                  Problem.Kind.SYNTAX,
                  file.lineSpan(number),
                  "the first line starts with white space, so that it continues no line; give what postconf prints without a margin"));
        }
        return;
      }
    }
  }

  /** What a terminal shows besides: warnings, commands, prompts. */
  private boolean isOfTerminal(String text) {
    Matcher command = COMMAND.matcher(text);
    if (command.matches()) {
      prompt = Optional.ofNullable(command.group(1)).or(() -> prompt);
      return true;
    }
    return text.startsWith("postconf: ")
        || text.contains("/postconf: ")
        || AROUND.matcher(text.strip()).matches()
        || prompt.filter(shown -> isBehind(shown.stripTrailing(), text)).isPresent();
  }

  private static boolean isBehind(String prompt, String text) {
    return text.startsWith(prompt) && !NameValue.of(text).isGood();
  }

  private void add(LogicalLine line, Templates templates) {
    String text = line.text();
    if (isOfTerminal(text)) {
      return;
    }
    if (isService(text)) {
      PostfixParser.entry(line, templates, entries, problems);
      return;
    }
    NameValue pair = NameValue.of(text);
    int parameterAt = parameterAt(pair.name());
    if (pair.isGood() && parameterAt > 0 && FIELDS.contains(pair.name().substring(parameterAt))) {
      fields = Optional.of(fields.orElse(line.span()));
    } else if (pair.isGood() && parameterAt > 0) {
      Written written = new Written(pair.name(), pair.value(), line.span(), false);
      String parameter = pair.name().substring(parameterAt);
      String value = Text.normalised(Secrets.masked(parameter, pair.value()));
      options.add(
          new Parameter(
              pair.name(), value, new Origin.Setting(written.span(), pair.name() + " = " + value)));
    } else {
      PostfixParser.assignment(line, templates, assignments, problems);
    }
  }

  private static boolean isService(String text) {
    List<Text.Token> tokens = Text.tokens(text, false);
    return tokens.size() > 1 && MasterFields.isType(tokens.get(1).text());
  }

  /** Where the parameter starts in {@code service/type/parameter}; -1 in another name. */
  private static int parameterAt(String name) {
    int slash = name.indexOf('/');
    while (slash >= 0) {
      int next = name.indexOf('/', slash + 1);
      if (next > 0 && MasterFields.isType(name.substring(slash + 1, next))) {
        return next + 1;
      }
      slash = next;
    }
    return -1;
  }

  private InstanceFiles files(String directory) {
    fields.ifPresent(
        place ->
            problems.add(
                Problem.error(
                    Problem.Kind.UNMODELLED,
                    place,
                    "fields of services one by one, as postconf -F prints them, are not read; give"
                        + " what postconf -M prints")));
    Optional<Version> version = version();
    version.ifPresent(known -> assignments.removeIf(one -> isDefault(one, known)));
    boolean services = !entries.isEmpty();
    boolean parameters = !assignments.isEmpty() || (!services && options.isEmpty());
    return new InstanceFiles(
        home().orElse(directory),
        parameters ? Optional.of(new MainCf(file, assignments, problems)) : Optional.empty(),
        services
            ? Optional.of(new MasterCf(file, entries, parameters ? List.of() : problems))
            : Optional.empty(),
        Optional.of(new InstanceFiles.Printed(options, version)),
        List.of());
  }

  /** The version of the postconf that listed every parameter. */
  private Optional<Version> version() {
    return value("process_name").flatMap(any -> value("mail_version")).flatMap(Version::parse);
  }

  /** Where postconf found main.cf. */
  private Optional<String> home() {
    Optional<String> home = value("config_directory").flatMap(Paths::normalise);
    assignments.removeIf(one -> one.name().equals("config_directory"));
    return home;
  }

  private Optional<String> value(String name) {
    return assignments.stream()
        .filter(one -> one.name().equals(name))
        .map(MainCf.Assignment::value)
        .findFirst();
  }

  private static boolean isDefault(MainCf.Assignment assignment, Version version) {
    return OF_POSTCONF.contains(assignment.name())
        || Parameters.all()
            .row(assignment.name(), version)
            .filter(row -> Text.normalised(row.text()).equals(Text.normalised(assignment.value())))
            .isPresent();
  }
}

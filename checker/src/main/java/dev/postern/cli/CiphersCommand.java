package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.posture.tls.Suite;
import dev.postern.tls.CipherString;
import dev.postern.tls.Library;
import dev.postern.tls.SecurityLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern ciphers}: what an OpenSSL cipher string selects. */
final class CiphersCommand implements Command {
  private static final String LIBRARY = "--library";
  private static final String LEVEL = "--seclevel";
  private static final String TLS = "--tls";
  private static final String STANDARD_LIBRARY = "openssl-3.0";

  /** What Debian and Ubuntu build with, and OpenSSL itself from 3.2. */
  private static final String STANDARD_LEVEL = "2";

  private final Outputs outputs = new Outputs(List.of("text", "json"));

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("ciphers");
    spec.usageMessage()
        .description(
            "Tells what an OpenSSL cipher string selects, in order of preference: the suites that a "
                + "server without pre-shared keys and SRP can use at a security level.");
    spec.addPositional(Options.positional("1..*", "STRING", "The cipher string."));
    spec.addOption(
        Options.text(
            "NAME", "One of " + String.join(", ", names()) + "; default openssl-3.0.", LIBRARY));
    spec.addOption(
        Options.text(
            "N", "The security level, 0 to 5, unless the string sets one; default 2.", LEVEL));
    spec.addOption(Options.text("1.2|1.3|all", "Suites of these versions; default all.", TLS));
    outputs.addTo(spec);
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    outputs.validate(arguments);
    Manners manners = new Manners(arguments, console);
    List<String> strings = arguments.positional(List.of());
    if (strings.size() != 1) {
      throw new UsageError("ciphers looks at one string; quote it when it has blanks");
    }
    String name = arguments.word(LIBRARY, names(), STANDARD_LIBRARY);
    Library library = Library.named(name).orElseThrow();
    int level =
        Arguments.number(LEVEL, arguments.text(LEVEL, STANDARD_LEVEL), 0, SecurityLevel.HIGHEST);
    String tls = arguments.word(TLS, List.of("1.2", "1.3", "all"), "all");
    CipherString.Result result = CipherString.evaluate(strings.get(0), library);
    if (result instanceof CipherString.Invalid invalid) {
      throw new UsageError(name + " refuses this cipher string: " + invalid.reason());
    }
    CipherString.Selected selected = (CipherString.Selected) result;
    for (String word : selected.unknownWords()) {
      manners.remark(name + " does not know the word " + word + " and passes over it");
    }
    List<Suite> suites = new ArrayList<>();
    if (!tls.equals("1.2")) {
      suites.addAll(
          new SecurityLevel(selected.level().orElse(level)).allowed(library.tls13(), library));
    }
    if (!tls.equals("1.3")) {
      suites.addAll(selected.usable(library, level));
    }
    outputs.write(
        console,
        manners.colour(),
        (format, out, paint) ->
            out.write(format.equals("json") ? SuiteText.json(suites) : SuiteText.lines(suites)));
    return ExitStatus.CLEAN;
  }

  private static List<String> names() {
    return Library.all().stream().map(Library::name).toList();
  }
}

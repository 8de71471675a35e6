package dev.postern.cli;

import dev.postern.check.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The program: finds the command that is meant, runs it and answers for how it ends. */
final class Postern {
  private static final Map<String, Supplier<Command>> COMMANDS = commands();

  private final Console console;

  Postern(Console console) {
    this.console = console;
  }

  private static Map<String, Supplier<Command>> commands() {
    Map<String, Supplier<Command>> commands = new LinkedHashMap<>();
    commands.put("check", CheckCommand::new);
    commands.put("show", ShowCommand::new);
    commands.put("settings", SettingsCommand::new);
    commands.put("reach", ReachCommand::new);
    commands.put("ciphers", CiphersCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("rules", RulesCommand::new);
    return commands;
  }

  /** Runs what the arguments say; every way to end has its exit status. */
  ExitStatus run(String... args) {
    boolean verbose = List.of(args).contains("-v");
    try {
      return execute(args);
    } catch (CommandLine.ParameterException e) {
      return usage(mistake(e));
    } catch (UsageError e) {
      return usage(e.message());
    } catch (IOException e) {
      // Only standard output is left to fail here, when its reader has gone away.
      return ExitStatus.CLEAN;
    } catch (StackOverflowError | OutOfMemoryError | RuntimeException e) {
      return bug(e, verbose);
    }
  }

  private ExitStatus execute(String... args) throws UsageError, IOException {
    String name = args.length == 0 ? "" : args[0];
    Supplier<Command> chosen = COMMANDS.get(name);
    if (chosen == null) {
      return withoutCommand(args);
    }
    // The specifications of the other commands would only cost time.
    Command command = chosen.get();
    CommandLine line = new CommandLine(command.spec().name("postern " + name));
    ParseResult parsed = line.parseArgs(Arrays.copyOfRange(args, 1, args.length));
    if (parsed.isUsageHelpRequested()) {
      help(line);
      return ExitStatus.CLEAN;
    }
    return command.run(new Arguments(parsed, console.environment()), console);
  }

  /** Answers what names no command first: a question about the program, or a mistake. */
  private ExitStatus withoutCommand(String... args) throws IOException {
    CommandSpec root = root();
    for (Map.Entry<String, Supplier<Command>> entry : COMMANDS.entrySet()) {
      root.addSubcommand(entry.getKey(), entry.getValue().get().spec());
    }
    CommandLine line = new CommandLine(root);
    ParseResult parsed = line.parseArgs(args);
    if (parsed.isVersionHelpRequested()) {
      console.out().write("postern " + BuildVersion.read() + "\n");
      return ExitStatus.CLEAN;
    }
    help(line);
    return parsed.isUsageHelpRequested() ? ExitStatus.CLEAN : ExitStatus.USAGE;
  }

  private static CommandSpec root() {
    CommandSpec root = CommandSpec.create().name("postern");
    root.usageMessage()
        .description("Checks mail hosts against policies, from their configuration files.")
        .footer("", "'postern COMMAND --help' tells the options of a command.");
    root.addOption(Options.help());
    root.addOption(
        OptionSpec.builder("--version")
            .versionHelp(true)
            .description("Print the version.")
            .build());
    return root;
  }

  private void help(CommandLine line) throws IOException {
    StringWriter text = new StringWriter();
    line.usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
    console.out().write(text.toString().replace("\r\n", "\n"));
  }

  private ExitStatus usage(String message) {
    console.complain(message);
    return ExitStatus.USAGE;
  }

  private static String mistake(CommandLine.ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        text.append("; did you mean ").append(String.join(", ", near)).append('?');
      }
    }
    return text.append("; see '").append(spec.qualifiedName()).append(" --help'").toString();
  }

  private ExitStatus bug(Throwable e, boolean verbose) {
    console.complainOfBug("", e, verbose);
    return ExitStatus.BUG;
  }
}

package dev.postern.cli;

import dev.postern.report.Paint;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The pairs of {@code --format} and {@code --output}. An output belongs to the format before it, or
 * to the one after it when none waits for one; a format without an output goes to standard output.
 */
final class Outputs {
  private static final String STANDARD = "-";

  private final List<String> formats;
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * Outputs in some formats.
   *
   * @param formats those to choose from; the first is the default
   */
  Outputs(List<String> formats) {
    this.formats = formats;
  }

  /** A format and its file. */
  private static final class Pair {
    private @Nullable String format;
    private @Nullable String file;
  }

  /** Writes a result in one format. */
  interface Body {
    void write(String format, Writer out, Paint paint) throws IOException;
  }

  void addTo(CommandSpec spec) {
    spec.addOption(
        repeatable("FORMAT", "One of " + String.join(", ", formats) + ".", "-f", "--format"));
    spec.addOption(repeatable("FILE", "Where the format before it goes.", "-o", "--output"));
  }

  private OptionSpec repeatable(String label, String description, String name, String longName) {
    return OptionSpec.builder(name, longName)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .parameterConsumer(new InOrder(this, label.equals("FORMAT")))
        .build();
  }

  private void format(String format) {
    if (!pairs.isEmpty() && last().format == null) {
      last().format = format;
    } else {
      pairs.add(new Pair());
      last().format = format;
    }
  }

  private void file(String file) {
    if (pairs.isEmpty() || last().file != null) {
      pairs.add(new Pair());
    }
    last().file = file;
  }

  private Pair last() {
    return pairs.get(pairs.size() - 1);
  }

  /**
   * Checks what was asked for, before any work is done.
   *
   * @param arguments for the environment's word when no format is given
   * @throws UsageError for an unknown format, or two results for standard output
   */
  void validate(Arguments arguments) throws UsageError {
    String standardFormat =
        arguments.environment("--format").isEmpty()
            ? formats.get(0)
            : arguments.environment("--format");
    if (pairs.isEmpty()) {
      pairs.add(new Pair());
    }
    int standard = 0;
    for (Pair pair : pairs) {
      if (pair.format == null) {
        pair.format = standardFormat;
      }
      if (!formats.contains(pair.format)) {
        throw Arguments.notOneOf("--format", pair.format, formats);
      }
      standard += isStandard(pair) ? 1 : 0;
    }
    if (standard > 1) {
      throw new UsageError(
          "only one format can go to standard output; give the others an --output");
    }
  }

  /**
   * Writes a result to every output.
   *
   * @throws UsageError when a file cannot be written
   * @throws IOException when standard output cannot
   */
  void write(Console console, String colour, Body body) throws UsageError, IOException {
    for (Pair pair : pairs) {
      try (Output output = open(pair, console, colour)) {
        output.write(() -> body.write(output.format(), output.out(), output.paint()));
      }
    }
  }

  /**
   * Opens every output; each is to be closed.
   *
   * @throws UsageError when a file cannot be written; then none stays open
   */
  List<Output> open(Console console, String colour) throws UsageError, IOException {
    List<Output> opened = new ArrayList<>();
    try {
      for (Pair pair : pairs) {
        opened.add(open(pair, console, colour));
      }
      return opened;
    } catch (UsageError e) {
      for (Output output : opened) {
        output.close();
      }
      throw e;
    }
  }

  private Output open(Pair pair, Console console, String colour) throws UsageError {
    String format = pair.format == null ? formats.get(0) : pair.format;
    String file = pair.file;
    if (file == null || isStandard(pair)) {
      return new Output("", format, console.out(), console.paint(colour));
    }
    try {
      Writer out = Files.newBufferedWriter(Path.of(file), StandardCharsets.UTF_8);
      return new Output(file, format, out, colour.equals("always") ? Paint.COLOUR : Paint.PLAIN);
    } catch (IOException | InvalidPathException e) {
      throw Output.unwritable(file, e);
    }
  }

  private static boolean isStandard(Pair pair) {
    return pair.file == null || STANDARD.equals(pair.file);
  }

  /** Keeps the order in which formats and outputs were given. */
  private static final class InOrder implements IParameterConsumer {
    private final Outputs outputs;
    private final boolean isFormat;

    private InOrder(Outputs outputs, boolean isFormat) {
      this.outputs = outputs;
      this.isFormat = isFormat;
    }

    @Override
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      if (args.isEmpty()) {
        throw new ParameterException(
            command.commandLine(), "Missing value for " + ((OptionSpec) option).longestName());
      }
      if (isFormat) {
        outputs.format(args.pop());
      } else {
        outputs.file(args.pop());
      }
    }
  }
}

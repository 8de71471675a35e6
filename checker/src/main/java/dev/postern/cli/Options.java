package dev.postern.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.function.Predicate;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** The kinds of options that Postern's commands have. */
final class Options {
  private Options() {}

  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Print this help.")
        .build();
  }

  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names[0], tail(names))
        .type(boolean.class)
        .description(description)
        .build();
  }

  static OptionSpec text(String label, String description, String... names) {
    return OptionSpec.builder(names[0], tail(names))
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option that may be given several times. */
  static OptionSpec texts(String label, String description, String... names) {
    return OptionSpec.builder(names[0], tail(names))
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /**
   * An option with one or more values, each of which may be several with commas between: {@code
   * --port 25 143}, {@code --port 25,143}. Further arguments are taken as long as they look like
   * its values, so that a path after them stays a path.
   */
  static OptionSpec list(
      String label, String description, Predicate<String> looksRight, String... names) {
    return OptionSpec.builder(names[0], tail(names))
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1..*")
        .paramLabel(label)
        .description(description)
        .parameterConsumer(new WhileRight(looksRight))
        .build();
  }

  /** The arguments that belong to no option. */
  static PositionalParamSpec positional(String arity, String label, String description) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity(arity)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static String[] tail(String... names) {
    String[] tail = new String[names.length - 1];
    System.arraycopy(names, 1, tail, 0, tail.length);
    return tail;
  }

  /** Takes the first argument, then every further one that looks right. */
  private static final class WhileRight implements IParameterConsumer {
    private final Predicate<String> looksRight;

    private WhileRight(Predicate<String> looksRight) {
      this.looksRight = looksRight;
    }

    @Override
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      if (args.isEmpty()) {
        throw new ParameterException(
            command.commandLine(), "Missing value for " + ((OptionSpec) option).longestName());
      }
      List<String> all = new ArrayList<>();
      List<String> before = option.getValue();
      if (before != null) {
        all.addAll(before);
      }
      String first = args.pop();
      all.addAll(List.of(first.split(",", -1)));
      while (!args.isEmpty() && looksRight.test(args.peek())) {
        all.addAll(List.of(args.pop().split(",", -1)));
      }
      option.setValue(all);
    }
  }
}

package dev.postern.postfix.syntax;

import dev.postern.fact.Origin;
import dev.postern.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * One service of master.cf.
 *
 * @param fields the first eight as written
 * @param arguments the words after them, as written
 * @param conditional whether a template decides if it is there
 * @param shipped whether it is taken from the master.cf that comes with Postfix, since the host's
 *     own is not among the files
 */
public record MasterEntry(
    LogicalLine line,
    List<String> fields,
    List<Text.Token> arguments,
    boolean conditional,
    boolean shipped) {
  public static final int FIELDS = 8;

  /**
   * {@code -o name=value}.
   *
   * @param span the name and value
   */
  public record Option(String name, String value, Span span) {}

  public MasterEntry {
    fields = List.copyOf(fields);
    arguments = List.copyOf(arguments);
  }

  /** The first field: {@code HOST:PORT}, a port, or the name of a socket. */
  public String service() {
    return fields.get(0);
  }

  /** The second field, such as {@code inet} or {@code unix}. */
  public String type() {
    return fields.get(1);
  }

  /** The fourth field: {@code y}, {@code n}, or {@code -} for the default. */
  public String unprivileged() {
    return fields.get(3);
  }

  /** Whether the program sees the queue's directory as its root: y, n, or - for the default. */
  public String chroot() {
    return fields.get(4);
  }

  /** The program without its directory. */
  public String program() {
    String command = fields.get(7);
    return command.substring(command.lastIndexOf('/') + 1);
  }

  /** The same as one of the master.cf that comes with Postfix. */
  public MasterEntry asShipped() {
    return new MasterEntry(line, fields, arguments, conditional, true);
  }

  /** The entry, without the secrets in its arguments. */
  public Origin origin() {
    if (shipped) {
      return new Origin.Assumption(
          "master.cf is not among the files: the services are those of the one that comes with"
              + " Postfix");
    }
    StringBuilder text = new StringBuilder(line.text());
    for (int i = arguments.size() - 1; i >= 0; i--) {
      String word = arguments.get(i).text();
      int equals = word.indexOf('=');
      if (equals >= 0 && Secrets.isIn(word.substring(0, equals), word.substring(equals + 1))) {
        int start = arguments.get(i).start();
        text.replace(start + equals + 1, start + word.length(), Secrets.MASK);
      }
    }
    return new Origin.Setting(line.span(), Text.quoted(text.toString()));
  }

  /** {@code service/type}. */
  public String name() {
    return service() + "/" + type();
  }

  /**
   * The overrides as the daemon reads them, in order (getopt: {@code -o name=value}, {@code -o {
   * name = value }}, {@code -oname=value}), and what {@code -i} and {@code -m} set.
   */
  public List<Option> options() {
    return commandLine().options();
  }

  /** Why the daemon cannot start with these arguments; empty when it can. */
  public List<String> complaints() {
    return commandLine().complaints();
  }

  /** How many processes there may be, as it is written: {@code -} for default_process_limit. */
  public String processes() {
    return fields.get(6);
  }

  /** The first word of the command that is no option. */
  public Optional<String> operand() {
    return commandLine().operand();
  }

  /** What the program calls itself ({@code $service_name}): as {@code -n} says. */
  public String serviceName() {
    return commandLine().serviceName().orElse(service());
  }

  /** Whether the daemon logs all that it does and hears ({@code -v}). */
  public boolean isVerbose() {
    return commandLine().has('v');
  }

  /** Whether it starts a debugger first ({@code -D}). */
  public boolean isDebugged() {
    return commandLine().has('D');
  }

  private CommandLine commandLine() {
    return CommandLine.of(line, arguments);
  }
}

package dev.postern.cli;

import dev.postern.check.ExitStatus;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One of Postern's commands. */
interface Command {

  /** Its name, options and arguments. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @throws UsageError when options, paths, configuration or policies are wrong
   * @throws IOException when the output cannot be written
   */
  ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException;
}

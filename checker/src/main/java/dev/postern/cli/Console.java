package dev.postern.cli;

import dev.postern.report.Paint;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where a command writes, and what it may know of its surroundings. Both writers are UTF-8 whatever
 * the platform's encoding is.
 *
 * @param in standard input, read only when a path is {@code -}
 * @param out findings and other results
 * @param err errors and warnings
 * @param terminal whether {@code out} is a terminal
 * @param today the day that waivers are measured by
 */
record Console(
    InputStream in,
    Writer out,
    Writer err,
    Map<String, String> environment,
    boolean terminal,
    Supplier<LocalDate> today) {
  /** Set by the launcher, which can tell on every platform. */
  private static final String TERMINAL = "postern.terminal";

  static Console ofProcess() {
    String told = System.getProperty(TERMINAL);
    return new Console(
        new FileInputStream(FileDescriptor.in),
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        System.getenv(),
        told == null ? isTerminal() : told.equals("true"),
        () -> LocalDate.now(ZoneId.systemDefault()));
  }

  /** Java cannot tell whether standard output alone is a terminal; Linux's process files do. */
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static Writer writer(FileDescriptor descriptor) {
    return new BufferedWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), 1 << 16);
  }

  /**
   * What to paint with.
   *
   * @param wish {@code auto}, {@code always} or {@code never}; {@code auto} heeds NO_COLOR (when it
   *     is not empty), TERM=dumb and whether the output is a terminal
   */
  Paint paint(String wish) {
    boolean colour =
        switch (wish) {
          case "always" -> true;
          case "never" -> false;
          default ->
              terminal
                  && environment.getOrDefault("NO_COLOR", "").isEmpty()
                  && !environment.getOrDefault("TERM", "").equals("dumb");
        };
    return colour ? Paint.COLOUR : Paint.PLAIN;
  }

  /** Writes one line to the error stream, at once. */
  void complain(String line) {
    try {
      err.write("postern: " + line + "\n");
      err.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Tells of a bug in Postern.
   *
   * @param where what Postern was doing, with a colon and a blank; empty when there is no telling
   * @param verbose whether to tell where in the program it is
   */
  void complainOfBug(String where, Throwable bug, boolean verbose) {
    complain(
        where
            + "this is a bug in Postern, please report it with the input that shows it: "
            + bug
            + (verbose ? "" : " (-v shows where)"));
    if (verbose) {
      StringWriter trace = new StringWriter();
      bug.printStackTrace(new PrintWriter(trace));
      complain(trace.toString());
    }
  }

  /** Writes out what is left; a reader that has gone away is no error. */
  void close() {
    try {
      out.flush();
    } catch (IOException e) {
      // The reader of a pipe, such as head, has seen enough.
      return;
    }
    try {
      err.flush();
    } catch (IOException e) {
      // There is nowhere left to say so.
      return;
    }
  }
}

package dev.postern.cli;

/** Where the program starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    Console console = Console.ofProcess();
    int status = run(console, args);
    console.close();
    System.exit(status);
  }

  /** Runs one command and gives its exit status. */
  static int run(Console console, String... args) {
    // Options are texts to picocli; its converters for dates, SQL and files would only cost time.
    System.setProperty("picocli.converters.excludes", "java\\.(sql|time|nio|net)\\..*");
    return new Postern(console).run(args).code();
  }
}

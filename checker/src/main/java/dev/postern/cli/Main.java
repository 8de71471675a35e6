package dev.postern.cli;

/** Where the program starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    // Options are texts to picocli; its converters for dates, SQL and files would only cost time.
    System.setProperty("picocli.converters.excludes", "java\\.(sql|time|nio|net)\\..*");
    Console console = Console.ofProcess();
    int status = new Postern(console).run(args).code();
    console.close();
    System.exit(status);
  }
}

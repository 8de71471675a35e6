package dev.postern.firewall.iptables.set;

import dev.postern.testing.NamespaceProbe;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/** This machine's ipset, in a network namespace of its own. */
final class Ipset implements AutoCloseable {
  private final NamespaceProbe probe;

  private Ipset(NamespaceProbe probe) {
    this.probe = probe;
  }

  /** What ipset said, empty when it took all, and what was there then. */
  record Answer(String refused, String sets) {
    boolean isRefused() {
      return !refused.isEmpty();
    }

    /** One line for each set and each of its elements. */
    TreeSet<String> lines() {
      TreeSet<String> lines = new TreeSet<>();
      for (String line : sets.split("\n", -1)) {
        String[] words = line.split(" ", -1);
        if (words.length > 2) {
          boolean isException = words[0].equals("add") && line.contains(" nomatch");
          lines.add(
              String.join(" ", words[0], words[1], words[2]) + (isException ? " nomatch" : ""));
        }
      }
      return lines;
    }
  }

  static Ipset start() throws IOException {
    Oracle.require("ipset");
    return new Ipset(NamespaceProbe.start("ipset_probe.py"));
  }

  Answer restore(String text, SetCommands.Forgiveness forgiveness) throws IOException {
    Path file = Files.writeString(probe.folder().resolve("sets"), text);
    String options = forgiveness == SetCommands.Forgiveness.YES ? "[\"-exist\"]" : "[]";
    var answer = probe.ask("{\"file\": \"%s\", \"options\": %s}".formatted(file, options));
    return new Answer(String.valueOf(answer.get("refused")), String.valueOf(answer.get("sets")));
  }

  @Override
  public void close() throws IOException {
    probe.close();
  }
}

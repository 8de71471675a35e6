package dev.postern.cli;

import dev.postern.host.ConfigKind;
import dev.postern.host.HostFiles;
import dev.postern.host.HostFinder;
import dev.postern.posture.shape.Word;
import dev.postern.source.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A configuration on standard input: {@code - --as KIND --name FILE}. */
final class StandardInput {
  /** The path that stands for it. */
  static final String SIGN = "-";

  private static final String AS = "--as";

  /** What to call it; {@code settings} gives the option another meaning for configurations. */
  static final String NAME = "--name";

  private StandardInput() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(
        Options.text("KIND", "What standard input (-) is: dovecot, postfix, iptables, …", AS));
    if (spec.findOption(NAME) == null) {
      spec.addOption(Options.text("FILE", "What to call standard input in reports.", NAME));
    }
  }

  /** Whether it is what the arguments name. */
  static boolean isIn(Arguments arguments) {
    return arguments.positional(List.of()).contains(SIGN);
  }

  /**
   * A host that has this one file.
   *
   * @throws UsageError when it is not said what the file is, or it cannot be read
   */
  static HostFiles host(Arguments arguments, InputStream in) throws UsageError {
    String word = arguments.text(AS, "");
    if (word.isEmpty()) {
      throw new UsageError("standard input needs --as KIND: " + String.join(", ", kinds()));
    }
    ConfigKind kind = Arguments.constant(AS, word, ConfigKind.values());
    try {
      byte[] content = in.readNBytes(FileTree.MAX_FILE_BYTES + 1);
      if (content.length > FileTree.MAX_FILE_BYTES) {
        throw new UsageError(
            "standard input has more than %d MiB".formatted(FileTree.MAX_FILE_BYTES >> 20));
      }
      return HostFinder.ofText(kind, arguments.text(NAME, ""), content);
    } catch (HostFinder.BadPath e) {
      throw new UsageError(NAME + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UsageError("standard input cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> kinds() {
    List<String> words = new ArrayList<>();
    for (ConfigKind kind : ConfigKind.values()) {
      words.add(Word.of(kind));
    }
    return words;
  }
}

package dev.postern.source;

import java.util.List;
import java.util.Optional;

/** Files from which a tool makes a configuration: {@code main.cf.j2} becomes {@code main.cf}. */
public final class TemplateFile {
  /** Jinja's and ERB's, as Ansible, Salt, Puppet and Chef use them. */
  private static final List<String> SUFFIXES = List.of(".j2", ".erb");

  private TemplateFile() {}

  /** The name of what a template becomes; any other file's own name. */
  public static String finished(String name) {
    for (String suffix : SUFFIXES) {
      if (name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return name;
  }

  /** Whether a text has placeholders or statements of Jinja or ERB. */
  public static boolean isMarked(String text) {
    return text.contains("{{") || text.contains("{%") || text.contains("<%");
  }

  /** The file itself where it is there, else a template of it. */
  public static Optional<String> find(FileTree tree, String path) {
    if (tree.isFile(path)) {
      return Optional.of(path);
    }
    for (String suffix : SUFFIXES) {
      if (tree.isFile(path + suffix)) {
        return Optional.of(path + suffix);
      }
    }
    return Optional.empty();
  }
}

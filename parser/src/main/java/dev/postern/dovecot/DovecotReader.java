package dev.postern.dovecot;

import dev.postern.dovecot.layered.LayeredSettings;
import dev.postern.dovecot.modern.TreeSettings;
import dev.postern.dovecot.settings.Dialect;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.syntax.BuildHints;
import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.Syntax;
import dev.postern.posture.service.Platform;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.Optional;

/** Reads Dovecot's configuration in the language of the version that it is for. */
public final class DovecotReader {
  private DovecotReader() {}

  /**
   * Reads a main file and what it includes. The saved output of {@code doveconf -n} is taken as
   * well; its first line tells the version. A file that is not there or not text gives a problem
   * and no settings.
   *
   * @param mainFile path in the tree, such as {@code etc/dovecot/dovecot.conf}
   */
  public static DovecotSettings read(FileTree tree, String mainFile, Platform platform) {
    SourceFile source;
    Optional<String> unreadable;
    try {
      Optional<SourceFile> found = tree.read(mainFile);
      boolean text = found.filter(file -> file.text().indexOf('\0') < 0).isPresent();
      source = found.filter(file -> text).orElseGet(() -> SourceFile.of(mainFile, ""));
      unreadable =
          text
              ? Optional.empty()
              : Optional.of(found.isPresent() ? "the file is not text" : "no such file");
    } catch (FileTree.Unreadable e) {
      source = SourceFile.of(mainFile, "");
      unreadable = Optional.of("the file cannot be read: " + e.why());
    }
    DovecotFile main = DovecotParser.parse(source, Syntax.OLD);
    BuildHints hints = BuildHints.of(main, platform);
    return Dialect.isModern(main.statements(), hints.version())
        ? TreeSettings.read(tree, DovecotParser.parse(source, Syntax.MODERN), hints, unreadable)
        : LayeredSettings.read(tree, main, hints, unreadable);
  }
}

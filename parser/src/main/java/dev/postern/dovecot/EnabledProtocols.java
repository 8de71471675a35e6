package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Includes;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.packages.PackageDatabase;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which protocols are enabled. Debian's packages enable theirs by files of their own below
 * /usr/share/dovecot; when that was not given, the package database or the package's file in /etc
 * tells.
 */
final class EnabledProtocols {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "imap", "dovecot-imapd",
          "pop3", "dovecot-pop3d",
          "lmtp", "dovecot-lmtpd",
          "sieve", "dovecot-managesieved",
          "submission", "dovecot-submissiond");

  private static final Map<String, String> CONFFILES =
      Map.of(
          "imap", "20-imap.conf",
          "pop3", "20-pop3.conf",
          "lmtp", "20-lmtp.conf",
          "sieve", "20-managesieve.conf",
          "submission", "20-submission.conf");

  private final DovecotSettings settings;
  private final FileTree tree;

  EnabledProtocols(DovecotSettings settings, FileTree tree) {
    this.settings = settings;
    this.tree = tree;
  }

  /** Whether a protocol is enabled; unknown with the reason when the files do not tell. */
  Fact<Boolean> enabled(String protocol) {
    Fact<Boolean> written =
        settings
            .value(Scope.GLOBAL, "protocols")
            .map(list -> List.of(list.split("[ \t,]+", -1)).contains(protocol));
    Optional<Includes.Missing> absent = settings.absentPackageProtocols();
    if (written.is(true)) {
      return Fact.known(true, naming(protocol, written.origins()));
    }
    if (absent.isEmpty()) {
      return written;
    }
    String owner = PACKAGES.get(protocol);
    if (owner == null) {
      return written;
    }
    List<Origin> origins =
        List.of(new Origin.Setting(absent.get().place(), "!include_try " + absent.get().pattern()));
    Optional<PackageDatabase> packages =
        PackageDatabase.of(tree).filter(database -> database.lists("dovecot-core"));
    if (packages.isPresent()) {
      return ofPackage(packages.get(), owner).because(origins);
    }
    String path =
        Paths.resolve(Paths.parent(settings.mainFile()), "conf.d/" + CONFFILES.get(protocol));
    if (tree.isFile(path)) {
      Origin assumed =
          new Origin.Assumption(
              "%s is enabled, since %s of the package that enables it is there; its file below /usr/share/dovecot was not given"
                  .formatted(protocol, path));
      return Fact.known(true, assumed).because(origins);
    }
    return Fact.unknown(
        "whether %s is enabled stands in %s, which was not given"
            .formatted(protocol, absent.get().pattern()),
        origins);
  }

  /** Of the statements that add to the list those with the protocol; all when none has it. */
  private static List<Origin> naming(String protocol, List<Origin> statements) {
    List<Origin> naming = new ArrayList<>();
    for (Origin origin : statements) {
      if (origin instanceof Origin.Setting setting
          && List.of(setting.text().split("[ \t,=]+", -1)).contains(protocol)) {
        naming.add(origin);
      }
    }
    return naming.isEmpty() ? statements : naming;
  }

  private static Fact<Boolean> ofPackage(PackageDatabase packages, String name) {
    boolean installed = packages.lists(name);
    return Fact.known(
        installed,
        new Origin.Assumption(
            "%s lists %s%s, which enables the protocol"
                .formatted(packages.path(), installed ? "" : "no ", name)));
  }
}

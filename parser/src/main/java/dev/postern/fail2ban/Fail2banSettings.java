package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jails of one host as fail2ban reads them: Configurator (configurator.py). */
public final class Fail2banSettings {
  private static final String INCLUDES = "INCLUDES";

  private final ConfigFiles files;
  private final List<JailSettings> jails;
  private final List<Problem> problems = new ArrayList<>();
  private final Optional<String> refusal;

  private Fail2banSettings(FileTree tree, String directory) {
    this.files = new ConfigFiles(tree, directory);
    List<JailSettings> read = new ArrayList<>();
    Optional<String> refused = Optional.empty();
    try {
      files.load("fail2ban");
      read.addAll(readJails());
    } catch (Refused e) {
      refused = Optional.of(e.why());
      problems.addAll(problemsOf(e));
    }
    this.jails = List.copyOf(read);
    this.refusal = refused;
  }

  /**
   * Reads a configuration. Nothing that its files hold makes this fail.
   *
   * @param directory where jail.conf or jail.local lies, such as {@code etc/fail2ban}
   */
  public static Fail2banSettings read(FileTree tree, String directory) {
    return new Fail2banSettings(tree, directory);
  }

  private List<JailSettings> readJails() throws Refused {
    boolean packaged = files.hasFile("jail.conf");
    Optional<Configuration> loaded =
        packaged ? files.load("jail") : files.load("jail", ShippedJails.read());
    Configuration configuration = loaded.orElseGet(Configuration::new);
    configuration.addDefault("fail2ban_version", Value.of("1.0.2"));
    configuration.addDefault("fail2ban_confpath", Value.of("/" + files.directory()));
    boolean partial = !packaged || files.lacksShipped();
    JailReader reader = new JailReader(files, configuration, partial);
    List<JailSettings> read = new ArrayList<>();
    for (String name : configuration.sectionNames()) {
      if (!name.equals(INCLUDES)) {
        read.add(partial ? readPartial(reader, name) : reader.read(name));
      }
    }
    for (JailSettings jail : read) {
      ServerCheck.check(jail);
    }
    return read;
  }

  /** Where files of the package are missing, what a jail takes from them is unknown. */
  private JailSettings readPartial(JailReader reader, String name) {
    try {
      return reader.read(name);
    } catch (Refused e) {
      problems.addAll(problemsOf(e));
      return new JailSettings(
          name,
          true,
          Map.of(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.of(e.why()));
    }
  }

  private static List<Problem> problemsOf(Refused refused) {
    List<Problem> problems = new ArrayList<>();
    for (Origin origin : refused.origins()) {
      if (origin instanceof Origin.Setting setting) {
        problems.add(
            Problem.error(
                Problem.Kind.REFUSED,
                setting.span(),
                refused.why() + "; fail2ban does not start with it"));
        break;
      }
    }
    return problems;
  }

  /** In the order of the files. */
  List<JailSettings> jails() {
    return jails;
  }

  /** Why fail2ban does not start with these files; empty when it does. */
  Optional<String> refusal() {
    return refusal;
  }

  public List<ReadFile> files() {
    return files.files();
  }

  /** Those that are placed in no file of {@link #files}. */
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(files.problems());
    all.addAll(problems);
    return all;
  }
}

package dev.postern.firewall.pf;

import dev.postern.fact.Fact;
import dev.postern.firewall.ufw.Variables;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The variables that the scripts which start a BSD have: rc.conf(5) of FreeBSD, rc.conf(8) of
 * OpenBSD.
 */
public final class RcConf {
  private static final List<String> FILES = List.of("etc/rc.conf", "etc/rc.conf.local");
  private static final List<String> FOLDERS = List.of("etc/rc.conf.d/", "usr/local/etc/rc.conf.d/");

  private final Variables variables;
  private final boolean isTold;

  private RcConf(Variables variables, boolean isTold) {
    this.variables = variables;
    this.isTold = isTold;
  }

  /**
   * Reads the files in the order of load_rc_config() in FreeBSD's rc.subr, a later value in place
   * of an earlier.
   *
   * @param services whose own files in rc.conf.d count too
   * @param wanted the variables that have a bearing
   */
  public static RcConf of(FileTree tree, List<String> services, Set<String> wanted)
      throws FileTree.Unreadable {
    List<String> paths = new ArrayList<>(FILES);
    for (String service : services) {
      for (String folder : FOLDERS) {
        paths.add(folder + service);
        tree.list(folder + service).forEach(name -> paths.add(folder + service + "/" + name));
      }
    }
    Variables variables = new Variables(wanted);
    boolean isTold = false;
    for (String path : paths) {
      Optional<SourceFile> source = tree.isFile(path) ? tree.read(path) : Optional.empty();
      source.ifPresent(variables::read);
      isTold |= source.isPresent();
    }
    return new RcConf(variables, isTold);
  }

  /** Whether any of the files is there. */
  public boolean isTold() {
    return isTold;
  }

  /** A variable's value; the empty text when no file gives it one. */
  public Fact<String> value(String name) {
    return variables.value(name);
  }

  /** The variables that the files give a value. */
  Set<String> names() {
    return variables.names();
  }
}

package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.PacketFilter;
import dev.postern.firewall.ufw.Variables;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether pf is started at boot: rc.conf(5) of FreeBSD, where {@code pf_enable} has to say so, and
 * rc.conf(8) of OpenBSD, where {@code pf=NO} says no.
 */
final class PfStartup {
  private static final List<String> FILES =
      List.of("etc/rc.conf", "etc/rc.conf.d/pf", "etc/rc.conf.local");

  private static final String FREEBSD = "pf_enable";
  private static final String OPENBSD = "pf";

  /** What checkyesno of FreeBSD's rc.subr takes for yes. */
  private static final Set<String> YES = Set.of("yes", "true", "on", "1");

  private PfStartup() {}

  /** The filter as it is after boot: without rules when it is not started. */
  static PacketFilter started(PacketFilter filter, FileTree tree) {
    Variables variables = new Variables(Set.of(FREEBSD, OPENBSD));
    boolean isAny = false;
    for (String path : FILES) {
      try {
        if (tree.isFile(path)) {
          tree.read(path).ifPresent(variables::read);
          isAny = true;
        }
      } catch (FileTree.Unreadable e) {
        return filter;
      }
    }
    Fact<String> openBsd = variables.value(OPENBSD);
    Fact<String> freeBsd = variables.value(FREEBSD);
    boolean isOpenBsd = !openBsd.is("");
    boolean isOff =
        isAny
            && (isOpenBsd ? openBsd.is("NO") : freeBsd.isKnown() && !YES.contains(lower(freeBsd)));
    return isOff ? without(filter, isOpenBsd ? openBsd : freeBsd) : filter;
  }

  private static String lower(Fact<String> value) {
    return value.toOptional().orElse("").toLowerCase(Locale.ROOT);
  }

  private static PacketFilter without(PacketFilter filter, Fact<String> why) {
    List<Problem> problems = new ArrayList<>(filter.problems());
    problems.add(
        why.origins().stream()
            .filter(Origin.Setting.class::isInstance)
            .map(Origin.Setting.class::cast)
            .findFirst()
            .map(
                setting ->
                    Problem.warning(
                        Problem.Kind.NOTE,
                        setting.span(),
                        "pf is not started, its rules are not loaded"))
            .orElseGet(
                () ->
                    Problem.ofFile(
                        Problem.Kind.NOTE,
                        FILES.get(0),
                        "pf_enable is not set to YES: pf is not started, its rules are not loaded")));
    return new PacketFilter(
        filter.software(), filter.families(), List.of(), filter.files(), problems);
  }
}

package dev.postern.firewall.pf;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.PacketFilter;
import dev.postern.firewall.PortReach;
import dev.postern.firewall.Question;
import dev.postern.net.Family;
import dev.postern.posture.PacketFiltering.Outcome;
import dev.postern.source.FileTree;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A host with a pf.conf. */
final class PfHost {
  private static final String CONF = "etc/pf.conf";

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  PfHost file(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PfHost rules(String text) {
    return file(CONF, text);
  }

  PacketFilter filter() {
    FileTree tree = new MemoryTree(files);
    try {
      SourceFile conf = tree.read(CONF).orElseThrow();
      return PfRuleset.read(conf, tree);
    } catch (FileTree.Unreadable e) {
      throw new IllegalStateException(e);
    }
  }

  private FirewallPosture posture() {
    return FirewallPosture.of(List.of(filter()));
  }

  PortReach reach(int port, Family family) {
    return posture().reach(Question.anybody(port, family));
  }

  PortReach arriving(int port, String iface) {
    return posture().reach(Question.anybody(port, Family.V4).arrivingOn(iface));
  }

  /** Whether a client without a way in is told. */
  boolean refuses() {
    return posture().defaultInput().v4().is(Outcome.REJECT);
  }

  /** All problems, with their places. */
  List<String> problems() {
    return filter().files().stream()
        .flatMap(file -> file.problems().stream())
        .map(Problem::toString)
        .toList();
  }
}

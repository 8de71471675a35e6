package dev.postern.firewall.pf;

import dev.postern.fact.Fact;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.firewall.walk.LoopbackRouting;
import dev.postern.firewall.walk.Surroundings;
import dev.postern.firewall.walk.TunnelPeers;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.posture.network.PacketFiltering.Outcome;
import dev.postern.posture.network.Reach;
import dev.postern.source.FileTree;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
      return PfRuleset.read(conf, tree, new HostNetwork(tree));
    } catch (FileTree.Unreadable e) {
      throw new IllegalStateException(e);
    }
  }

  private FirewallPosture posture() {
    HostNetwork network = new HostNetwork(new MemoryTree(files));
    return FirewallPosture.of(
        List.of(filter()),
        new Surroundings(LoopbackRouting.OF_PF, TunnelPeers.UNKNOWN, network, Fact.known(false)));
  }

  PortReach reach(int port, Family family) {
    return posture().reach(Question.anybody(port, family));
  }

  /** Who gets by IPv4 to a listener on one address, or on all with {@code *}; empty: unknown. */
  Optional<Reach> listener(int port, String address) {
    return posture()
        .exposure(port, List.of(4), address, Networks.ANY, Optional.empty())
        .v4()
        .toOptional();
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

package dev.postern.firewall.iptables.set;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.KernelDifferential;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Every type of set of ipset(8), in a rule that lets in whom the set holds. */
class SetTypesTest {
  private static final List<Case> CASES =
      List.of(
          new Case("bitmap:ip range 10.1.0.0/16", "10.1.2.0/24", "src"),
          new Case("bitmap:ip range 10.1.0.0/16 netmask 24", "10.1.2.0", "src"),
          new Case("bitmap:port range 1-5000", "110-500", "dst"),
          new Case("hash:ip", "203.0.113.7", "src"),
          new Case("hash:ip netmask 8", "10.0.0.0", "src"),
          new Case("hash:ip timeout 600 counters comment", "10.1.2.3 comment \"a b\"", "src"),
          new Case("hash:net", "10.0.0.0/8", "src"),
          new Case("hash:net", "198.51.100.0/24", "dst"),
          new Case("hash:net,net", "10.0.0.0/8,198.51.0.0/16", "src,dst"),
          new Case("hash:ip,port", "192.168.1.20,tcp:143", "src,dst"),
          new Case("hash:ip,port", "192.168.1.20,udp:143", "src,dst"),
          new Case("hash:net,port", "10.0.0.0/8,110-600", "src,dst"),
          new Case("hash:ip,port,ip", "10.1.2.3,tcp:25,198.51.100.1", "src,dst,dst"),
          new Case("hash:ip,port,net", "10.1.2.3,imap2,198.51.100.0/24", "src,dst,dst"),
          new Case("hash:net,port,net", "10.0.0.0/8,25,198.51.100.0/24", "src,dst,dst"),
          new Case("hash:ip,mark", "10.1.2.3,0", "src,src"),
          new Case("hash:net,iface", "10.0.0.0/8,eth0", "src,src"),
          new Case("hash:net,iface", "10.0.0.0/8,eth1", "src,src"),
          new Case("hash:net", "10.0.0.0/8 nomatch", "src --return-nomatch"),
          new Case("hash:net", "10.0.0.0/8", "src --return-nomatch"),
          new Case("hash:net,port", "10.0.0.0/8,143 nomatch", "src,dst --return-nomatch"),
          new Case("hash:ip", "203.0.113.7", "src --return-nomatch"));

  /** A set with one element. */
  private record Case(String type, String element, String directions) implements Candidate {
    private String sets() {
      return "create s %s\nadd s %s\n".formatted(type, element);
    }

    private String rules() {
      return """
      *filter
      :INPUT DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
      -A INPUT -m set --match-set s %s -j ACCEPT
      COMMIT
      """
          .formatted(directions);
    }

    @Override
    public Kernel.Answer judge(Kernel kernel) {
      // Not every kernel has every type; those that it lacks count as refused.
      return kernel.judge(
          Map.of("v4", kernel.write("rules.v4", rules()), "sets", kernel.write("ipsets", sets())));
    }

    @Override
    public FirewallPosture posture() {
      PacketFilter filter =
          IptablesRuleset.read(
              List.of(new RuleFile(SourceFile.of("rules.v4", rules()), Family.V4)),
              List.of(SourceFile.of("ipsets", sets())));
      filter.files().forEach(file -> assertThat(file.problems()).isEmpty());
      return FirewallPosture.of(List.of(filter));
    }

    @Override
    public List<Candidate> smaller() {
      return List.of();
    }
  }

  @Test
  void agreeWithTheKernel() throws IOException {
    AtomicInteger next = new AtomicInteger();
    try (Kernel kernel = Kernel.start()) {
      new KernelDifferential(kernel, 0)
          .run(CASES.size(), random -> CASES.get(next.getAndIncrement() % CASES.size()));
    }
  }

  @Test
  void leavesHardwareAddressesOpen() {
    for (Case one :
        List.of(
            new Case("hash:mac", "02:00:00:00:00:01", "src"),
            new Case("hash:ip,mac", "10.1.2.3,02:00:00:00:00:01", "src,src"),
            new Case("bitmap:ip,mac range 10.0.0.0/16", "10.0.2.3,02:00:00:00:00:01", "src,src"))) {
      assertThat(one.posture().reach(Question.anybody(143, Family.V4)).unknown())
          .as(one.type())
          .isNotEmpty();
    }
  }
}

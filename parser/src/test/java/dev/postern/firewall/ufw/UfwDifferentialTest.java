package dev.postern.firewall.ufw;

import dev.postern.firewall.CounterDifferential;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.KernelDifferential;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.firewall.RulePlaces;
import dev.postern.net.Family;
import dev.postern.source.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random commands, given to the installed ufw, which writes its files and loads them. */
class UfwDifferentialTest {

  private record Case(Path tree, List<String> steps) implements Candidate {
    @Override
    public Kernel.Answer judge(Kernel kernel) {
      return kernel.judge(
          Map.of("ufw", tree, "steps", kernel.write("steps", String.join("\n", steps) + "\n")));
    }

    @Override
    public FirewallPosture posture() {
      try {
        return FirewallPosture.of(
            List.of(UfwRuleset.read(new DirectoryTree(tree), "etc/ufw", List.of())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<Candidate> smaller() {
      List<Candidate> smaller = new ArrayList<>();
      for (int i = 0; i < steps.size(); i++) {
        List<String> fewer = new ArrayList<>(steps);
        fewer.remove(i);
        smaller.add(new Case(tree, fewer));
      }
      return smaller;
    }

    @Override
    public String toString() {
      return String.join("\n", steps);
    }
  }

  @Test
  void agreesWithTheKernel() throws IOException {
    try (Kernel kernel = Kernel.start("ufw")) {
      Path tree = Files.createDirectory(kernel.folder().resolve("ufw"));
      new KernelDifferential(kernel, 0)
          .run(60, random -> new Case(tree, new RandomUfw(random).steps()));
    }
  }

  @Test
  void saysOfSingleRulesWhatTheCountersShow() throws IOException {
    try (Kernel kernel = Kernel.start("ufw")) {
      Path tree = Files.createDirectory(kernel.folder().resolve("ufw"));
      new CounterDifferential(kernel)
          .run(
              6,
              random ->
                  new CounterDifferential.Case(
                      new Case(tree, new RandomUfw(random).steps()), () -> places(tree)));
    }
  }

  /** Rules that ufw has written, and those that it ships. */
  private static Map<String, String> places(Path tree) {
    Map<String, String> places = new HashMap<>();
    for (String name : List.of("user", "before", "after")) {
      for (Family family : Family.values()) {
        String file = "etc/ufw/" + name + (family == Family.V4 ? "" : "6") + ".rules";
        try {
          List<String> lines = Files.readAllLines(tree.resolve(file));
          places.putAll(RulePlaces.iptables(file, family, lines));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return places;
  }
}

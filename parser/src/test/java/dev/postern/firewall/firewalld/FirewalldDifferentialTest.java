package dev.postern.firewall.firewalld;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.KernelDifferential;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random configurations, loaded by the installed firewalld. */
class FirewalldDifferentialTest {

  private record Case(Map<String, List<String>> files) implements Candidate {
    @Override
    public Kernel.Answer judge(Kernel kernel) {
      try {
        Path folder = Files.createTempDirectory(kernel.folder(), "firewalld");
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
          Path path = folder.resolve(file.getKey());
          Files.createDirectories(path.getParent());
          Files.write(path, file.getValue());
        }
        return kernel.judge(Map.of("firewalld", folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public FirewallPosture posture() {
      Map<String, byte[]> bytes = new TreeMap<>();
      files.forEach(
          (path, lines) ->
              bytes.put(
                  "etc/firewalld/" + path,
                  String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
      return FirewallPosture.of(
          List.of(FirewalldRuleset.read(new MemoryTree(bytes), "etc/firewalld")));
    }

    @Override
    public List<Candidate> smaller() {
      List<Candidate> smaller = new ArrayList<>();
      files.forEach(
          (path, lines) -> {
            for (int i = 0; i < lines.size(); i++) {
              if (lines.get(i).startsWith("  ")) {
                List<String> fewer = new ArrayList<>(lines);
                fewer.remove(i);
                Map<String, List<String>> all = new LinkedHashMap<>(files);
                all.put(path, fewer);
                smaller.add(new Case(all));
              }
            }
          });
      return smaller;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      files.forEach(
          (path, lines) ->
              text.append("--- ")
                  .append(path)
                  .append('\n')
                  .append(String.join("\n", lines))
                  .append('\n'));
      return text.toString();
    }
  }

  @Test
  void agreesWithTheKernel() throws IOException {
    try (Kernel kernel = Kernel.start("firewall-offline-cmd")) {
      new KernelDifferential(kernel, 0.01)
          .run(60, random -> new Case(new RandomFirewalld(random).files()));
    }
  }
}

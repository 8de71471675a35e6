package dev.postern.firewall.firewalld;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files other people wrote. */
class FirewalldCorpusTest {
  @Test
  void understandsEveryStatement() throws IOException {
    Path corpus = Oracle.shared("corpus");
    List<String[]> samples =
        Files.readAllLines(corpus.resolve("INDEX.tsv")).stream()
            .map(line -> line.split("\t", -1))
            .filter(fields -> fields[0].equals("firewalld"))
            .toList();
    assertThat(samples).isNotEmpty();
    for (String[] fields : samples) {
      Path path = corpus.resolve(fields[5]);
      PacketFilter filter =
          FirewalldRuleset.read(
              new MemoryTree(
                  Map.of(
                      "etc/firewalld/" + fields[1] + "/" + path.getFileName(),
                      Files.readAllBytes(path))),
              "etc/firewalld");
      assertThat(filter.problems()).isEmpty();
      assertThat(filter.files())
          .singleElement()
          .satisfies(
              file -> {
                assertThat(file.problems()).isEmpty();
                assertThat(file.coverage().understood()).isPositive();
                assertThat(file.coverage().unrecognised()).isZero();
              });
    }
  }
}

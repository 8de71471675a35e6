package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.nftables.load.ListLexer;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;

/** Files other people wrote, and what the real nft said of them. */
class NftCorpusTest {
  private record Sample(SourceFile source, String verdict) {
    boolean isTaken() {
      return verdict.equals("ok");
    }

    /**
     * The machine it was tried on lacks an interface that the file names, or a module of the kernel
     * for queues or flow tables.
     */
    boolean isOfThatMachine() {
      return verdict.startsWith("fail(interface)") || verdict.startsWith("fail(resolve)");
    }
  }

  private static List<Sample> corpus() throws IOException {
    Path corpus = Oracle.shared("corpus");
    return Files.readAllLines(corpus.resolve("INDEX.tsv")).stream()
        .map(line -> line.split("\t", -1))
        .filter(fields -> fields[0].equals("nftables") || fields[5].endsWith(".nft"))
        .map(
            fields -> {
              try {
                return new Sample(
                    SourceFile.of(fields[5], Files.readAllBytes(corpus.resolve(fields[5]))),
                    fields[10]);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void takesWhatNftTakesAndRefusesWhatItRefuses() throws IOException {
    List<Sample> samples = corpus();
    assertThat(samples).hasSizeGreaterThan(80);
    List<String> wrong = new ArrayList<>();
    for (Sample sample : samples) {
      PacketFilter filter = NftRuleset.read(List.of(sample.source()), new MemoryTree(Map.of()));
      ReadFile file = filter.files().get(0);
      boolean isTaken =
          file.coverage().unrecognised() == 0
              && file.problems().stream().noneMatch(Problem::isError);
      if (isTaken != sample.isTaken() && !sample.isOfThatMachine()) {
        wrong.add(sample.verdict() + " " + file.problems() + " " + sample.source());
      }
      FirewallPosture posture = FirewallPosture.of(List.of(filter));
      for (Family family : Family.values()) {
        assertThat(posture.reach(Question.anybody(143, family))).isNotNull();
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void losesNoCharacter() throws IOException {
    for (Sample sample : corpus()) {
      String text = sample.source().text();
      StringBuilder back = new StringBuilder();
      for (Token token : new ListLexer(text).getAllTokens()) {
        back.append(token.getText());
      }
      assertThat(back).as("%s", sample.source()).hasToString(text);
    }
  }
}

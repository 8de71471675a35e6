package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.iptables.syntax.RestoreLexer;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;

/** Files other people wrote. */
class IptablesCorpusTest {
  private record Sample(SourceFile source, boolean isAccepted) {}

  private static List<Sample> corpus() throws IOException {
    Path corpus = Oracle.shared("corpus");
    return Files.readAllLines(corpus.resolve("INDEX.tsv")).stream()
        .map(line -> line.split("\t", -1))
        .filter(fields -> fields[0].equals("iptables"))
        .map(
            fields -> {
              try {
                return new Sample(
                    SourceFile.of(fields[5], Files.readAllBytes(corpus.resolve(fields[5]))),
                    fields[10].contains("-nft=ok"));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void understandsEveryLineThatIptablesRestoreTakes() throws IOException {
    List<Sample> samples = corpus();
    assertThat(samples).hasSizeGreaterThan(30);
    for (Sample sample : samples) {
      PacketFilter filter = IptablesRuleset.read(List.of(RuleFile.of(sample.source())), List.of());
      Coverage coverage = filter.files().get(0).coverage();
      if (sample.isAccepted()) {
        assertThat(coverage.unrecognised())
            .as("%s: %s", sample.source(), filter.files().get(0).problems())
            .isZero();
      } else {
        assertThat(filter.files().get(0).problems()).as("%s", sample.source()).isNotEmpty();
      }
      FirewallPosture posture = FirewallPosture.of(List.of(filter));
      for (Family family : Family.values()) {
        assertThat(posture.reach(Question.anybody(143, family))).isNotNull();
      }
    }
  }

  @Test
  void losesNoCharacter() throws IOException {
    for (Sample sample : corpus()) {
      String text = sample.source().text();
      StringBuilder back = new StringBuilder();
      for (Token token : new RestoreLexer(new TextStream(text)).getAllTokens()) {
        back.append(token.getText());
      }
      assertThat(back).as("%s", sample.source()).hasToString(text);
    }
  }
}

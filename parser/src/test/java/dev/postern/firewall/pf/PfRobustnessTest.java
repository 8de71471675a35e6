package dev.postern.firewall.pf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.net.Family;
import dev.postern.source.TextStream;
import dev.postern.testing.Changed;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;

/** Whatever is in a file, it is read to its end, and what is wrong with it is said. */
class PfRobustnessTest {
  private static final String SAMPLE =
      """
      # a comment that goes on \\
      pass all
      ext_if = "em0"
      mail = "{ smtp, imap \\
        993:995 }"
      table <bad> persist { 10.0.0.0/8, !10.1.0.0/16 } file "/etc/bad"
      set skip on lo
      set limit { states 10000, frags 1000 }
      set block-policy return
      rdr pass on $ext_if inet proto tcp from any to any port 143 -> 127.0.0.1 port 1143
      nat on $ext_if from 192.168/16 to any -> ($ext_if:0) static-port
      antispoof quick for { lo0 $ext_if } inet
      block return-icmp(host-unr) log (all, to pflog1) quick on ! lo0 from <bad> to any
      match in proto tcp to port 25 tag MAIL scrub (no-df random-id max-mss 1440)
      anchor "mail" in on $ext_if proto tcp {
        pass proto tcp from any os "OpenBSD" to (egress) port $mail \\
          flags S/SA modulate state (max-src-conn 10, max-src-conn-rate 5/30, overload <bad> flush)
        block proto tcp to port { 1 >< 20, != 25 } user { root, >= 1000 }
      }
      pass out inet6 proto { tcp udp } from self to 2001:db8::/32 label "out"
      load anchor "mail" from "/etc/mail.conf"
      """;

  private final PfHost host = new PfHost().file("etc/bad", "192.0.2.1\n").file("etc/mail.conf", "");

  @Test
  void theSampleIsOfTheLanguage() {
    assertThat(host.rules(SAMPLE).problems()).isEmpty();
  }

  @Test
  void takesOtherPeoplesFiles() throws IOException {
    Path corpus = Oracle.shared("corpus");
    List<String[]> samples =
        Files.readAllLines(corpus.resolve("INDEX.tsv")).stream()
            .map(line -> line.split("\t", -1))
            .filter(fields -> fields[0].equals("pf"))
            .toList();
    assertThat(samples).isNotEmpty();
    for (String[] fields : samples) {
      String text = Files.readString(corpus.resolve(fields[5]));
      assertThat(new PfHost().rules(text).problems()).as(fields[5]).isEmpty();
    }
  }

  @Test
  void everyCharacterBelongsToAToken() {
    for (String text : new String[] {SAMPLE, "\"open", "\0\u00e9 $ ' ~ \\", "a\r\nb \\\r\n"}) {
      RulesLexer lexer = new RulesLexer(new TextStream(text));
      lexer.removeErrorListeners();
      StringBuilder together = new StringBuilder();
      for (Token token = lexer.nextToken();
          token.getType() != Token.EOF;
          token = lexer.nextToken()) {
        together.append(token.getText());
      }
      assertThat(together).hasToString(text);
    }
  }

  @Test
  void aBadLineIsToldAndTheNextOneIsRead() {
    assertThat(
            host.rules(
                    "pass in porto tcp\nblock all\npass in proto tcp to port 99999\npass in $x\n")
                .problems())
        .containsExactly(
            "etc/pf.conf:1:9: found 'porto', which no rule of pf has",
            "etc/pf.conf:3:27: found '99999'; expected a port from 0 to 65535",
            "etc/pf.conf:4:9: the macro 'x' is not defined");
    assertThat(host.rules("pass in to port 25\n").problems())
        .containsExactly(
            "etc/pf.conf:1:1: found ports without a protocol that has some, such as proto tcp");
  }

  @Test
  void whatIsRefusedMakesEverythingUnknown() {
    assertThat(host.rules("block all\npass in form any\n").reach(143, Family.V4).verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void changedFilesAreReadToTheirEnd() {
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      String text = Changed.text(SAMPLE, random);
      boolean isRefused =
          host.rules(text).filter().files().stream()
              .anyMatch(file -> file.coverage().unrecognised() > 0);
      Verdict verdict = host.reach(143, Family.V4).verdict();
      if (isRefused) {
        assertThat(verdict).as(text).isEqualTo(Verdict.UNKNOWN);
      }
    }
  }

  @Test
  void depthAndSizeAreBounded() {
    assertThat(host.rules("{".repeat(100_000)).problems()).isNotEmpty();
    assertThat(host.rules("anchor {\n".repeat(5_000) + "}\n".repeat(5_000)).problems())
        .isNotEmpty();
    assertThat(host.rules("a = \"$a\"\npass in $a\n").problems())
        .containsExactly(
            "etc/pf.conf:2:9: found a macro within a macro's quotes, which pf never expands");
    StringBuilder doubling = new StringBuilder("a0 = \"x x\"\n");
    for (int i = 1; i < 30; i++) {
      doubling.append("a%d = $a%d $a%d\n".formatted(i, i - 1, i - 1));
    }
    assertThat(host.rules(doubling + "pass in $a29\n").problems())
        .startsWith("etc/pf.conf:16:12: the macros of this statement make too many words");
    host.file("etc/loop", "anchor loop\n");
    assertThat(host.rules("anchor loop\nload anchor loop from \"/etc/loop\"\n").problems())
        .isNotEmpty();
  }

  @Test
  void largeTablesAreReadSoon() {
    StringBuilder bad = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      bad.append("10.%d.%d.%d\n".formatted(i >> 15, (i >> 7) & 0xFF, (i & 0x7F) << 1));
    }
    host.file("etc/bad", bad.toString());
    assertThat(
            host.rules("table <bad> file \"/etc/bad\"\nblock in quick from <bad>\npass\n")
                .reach(143, Family.V4)
                .sources()
                .ranges())
        .hasSizeGreaterThan(50_000);
  }
}

package dev.postern.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SourceFileTest {

  @Test
  void knowsLinesWithEveryLineEnd() {
    SourceFile file = SourceFile.of("a", "one\r\ntwo\nthree");
    assertThat(file.lines()).isEqualTo(3);
    assertThat(file.line(1)).isEqualTo("one");
    assertThat(file.line(2)).isEqualTo("two");
    assertThat(file.line(3)).isEqualTo("three");
    assertThat(file.line(4)).isEmpty();
  }

  @Test
  void turnsOffsetsIntoLinesAndColumns() {
    SourceFile file = SourceFile.of("a", "one\n  two = 2\n");
    assertThat(file.span(6, 13)).isEqualTo(new Span("a", 2, 3, 2, 10));
    assertThat(file.lineSpan(2)).isEqualTo(new Span("a", 2, 3, 2, 10));
  }

  @Test
  void dropsAByteOrderMark() {
    assertThat(SourceFile.of("a", "\uFEFFssl = no".getBytes(StandardCharsets.UTF_8)).text())
        .isEqualTo("ssl = no");
  }

  @Test
  void readsLatin1WhereBytesAreNotUtf8() {
    assertThat(SourceFile.of("a", "# caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)).text())
        .isEqualTo("# caf\u00e9");
  }

  @Test
  void hashesTheBytesAsFound() {
    assertThat(SourceFile.of("a", new byte[0]).sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}

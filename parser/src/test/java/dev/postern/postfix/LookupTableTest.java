package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.postfix.table.Machine;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What lookup tables answer that postmap cannot be asked for: origins, reasons, hostile ones. */
class LookupTableTest {

  @Test
  void namesTheLineThatAnswers() {
    LookupTable table = table("hash:/etc/postfix/access", "# none\nexample.com  OK secret\n");
    Fact<Lookup> answer = table.find("Example.com");
    assertThat(answer.toOptional()).contains(new Lookup.Found("OK secret"));
    assertThat(answer.origins())
        .singleElement()
        .isInstanceOfSatisfying(
            Origin.Setting.class,
            setting -> {
              assertThat(setting.span()).hasToString("etc/postfix/access:2:1");
              assertThat(setting.text()).isEqualTo("example.com");
            });
  }

  @Test
  void asksForPartsOfAKeyUnlessItHoldsPatterns() {
    List<String> keys = List.of("a.example.com", ".example.com", "example.com");
    assertThat(table("inline:{example.com=OK}", "").first(keys).toOptional())
        .contains(new Lookup.Found("OK"));
    assertThat(table("regexp:{{/^example/ OK}}", "").first(keys).is(Lookup.NOTHING)).isTrue();
  }

  @Test
  void saysWhyATableDoesNotTell() {
    assertThat(reason("ldap:/etc/postfix/ldap.cf"))
        .isEqualTo(
            "the content of ldap:/etc/postfix/ldap.cf is in an LDAP directory, not in the files");
    assertThat(reason("proxy:mysql:/etc/postfix/sql.cf")).contains("in a MySQL database");
    assertThat(reason("hash:/etc/postfix/missing")).contains("is not among the files");
    assertThat(reason("pcre:{{/^(?=a)/ OK}}")).contains("a pattern that Postern cannot evaluate");
    assertThat(reason("nonsense:x")).contains("does not know");
  }

  @Test
  void countsThePossibleAnswers() {
    assertThat(find("randmap:{a, b}").possibilities())
        .containsExactly(new Lookup.Found("a"), new Lookup.Found("b"));
    assertThat(find("pcre:{{/(?=x)/ OK}, {/x/ REJECT}}").possibilities())
        .containsExactlyInAnyOrder(new Lookup.Found("OK"), new Lookup.Found("REJECT"));
    assertThat(find("pcre:{{/(?=x)/ OK}, {/x/ OK}}").isKnown()).isTrue();
  }

  @Test
  void failsWhereNoProgramCanAsk() {
    for (String spec : List.of("fail:x", "inline:{}", "static:{a", "unionmap:{a}", "hash")) {
      assertThat(find(spec).toOptional()).as(spec).containsInstanceOf(Lookup.Fails.class);
    }
    assertThat(table("texthash:/etc/postfix/access", "a b\nA c\n").find("x").toOptional())
        .containsInstanceOf(Lookup.Fails.class);
  }

  @Test
  void tellsTheClientsItHolds() {
    assertThat(clients("cidr:{{10.0.0.0/8 OK}, {!192.168.0.0/17 x}}"))
        .isEqualTo(
            "0.0.0.0/1, 128.0.0.0/2, 192.0.0.0/9, 192.128.0.0/11, 192.160.0.0/13,"
                + " 192.168.128.0/17, 192.169.0.0/16, 192.170.0.0/15, 192.172.0.0/14, 192.176.0.0/12,"
                + " 192.192.0.0/10, 193.0.0.0/8, 194.0.0.0/7, 196.0.0.0/6, 200.0.0.0/5, 208.0.0.0/4,"
                + " 224.0.0.0/3");
    assertThat(clients("cidr:{{if 10.0.0.0/8}, {0.0.0.0/0 OK}, {::1 OK}, {endif}, {::/64 OK}}"))
        .isEqualTo("10.0.0.0/8, ::/64");
    assertThat(clients("inline:{10.0.0.1=OK, 10.0.0.0/8=OK, example.com=OK}"))
        .isEqualTo("10.0.0.1/32");
    assertThat(clients("static:OK")).isEqualTo("any");
  }

  @Test
  void survivesPatternsThatBacktrackWithoutEndAndNestWithoutEnd() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          String key = "a".repeat(5_000) + "!";
          assertThat(table("pcre:{{/^(a+)+$/ OK}}", "").find(key).is(Lookup.NOTHING)).isTrue();
          for (String pattern :
              List.of(
                  "(".repeat(5_000) + "a" + ")".repeat(5_000),
                  "a" + "+*".repeat(5_000),
                  "a" + "{1000}".repeat(50),
                  "((a{100}){100}){100}",
                  "[".repeat(9_000),
                  "a".repeat(1 << 20))) {
            String rule = "/" + pattern + "/ OK\n";
            table("pcre:/etc/postfix/access", rule).find(key);
            table("regexp:/etc/postfix/access", rule).find(key);
          }
          find("pipemap:{".repeat(5_000) + "static:a" + "}".repeat(5_000));
          find("proxy:".repeat(50_000) + "static:a");
        });
  }

  @Test
  void givesNoVerdictOnATableOfMoreLinesThanItReads() {
    String text = "a b\n".repeat(PostfixParser.MAX_LINES + 1);
    assertThat(table("hash:/etc/postfix/access", text).find("x").isKnown()).isFalse();
  }

  private static String clients(String spec) {
    return table(spec, "").clients().toOptional().orElseThrow().toString();
  }

  private static String reason(String spec) {
    return find(spec) instanceof Fact.Unknown<Lookup> unknown ? unknown.reason() : "known";
  }

  private static Fact<Lookup> find(String spec) {
    return table(spec, "").find("x");
  }

  private static LookupTable table(String spec, String access) {
    Map<String, byte[]> files = new TreeMap<>();
    if (!access.isEmpty()) {
      files.put("etc/postfix/access", access.getBytes(StandardCharsets.UTF_8));
    }
    return new Machine(new MemoryTree(files), "etc/postfix", Platform.UNKNOWN.distribution())
        .table(spec);
  }
}

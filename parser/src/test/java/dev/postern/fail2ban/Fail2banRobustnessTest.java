package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the files hold: an answer, in time, without a secret. */
class Fail2banRobustnessTest {
  private static final long SEED = 7;

  private static Fail2banSettings read(Map<String, String> files) {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach(
        (name, text) -> bytes.put("etc/fail2ban/" + name, text.getBytes(StandardCharsets.UTF_8)));
    return Fail2banSettings.read(new MemoryTree(bytes), "etc/fail2ban");
  }

  private static void judge(Fail2banSettings settings) {
    BanScope scope = new BanScope(program -> Fact.known(true));
    for (JailSettings jail : settings.jails()) {
      assertThat(FailureMatch.of(jail, List.of(" mail dovecot: imap-login: x"))).isNotNull();
      assertThat(scope.bans(jail, 143)).isNotNull();
      assertThat(JailLimit.banSeconds(jail)).isNotNull();
    }
  }

  /** Each character beyond the first 65,536 is two of Java's, and what follows must not move. */
  @Test
  void readsOnBehindUnusualCharacters() {
    Fail2banSettings settings =
        read(
            Map.of(
                "jail.conf",
                "# " + "\uD83D\uDE00".repeat(9) + "\n[dovecot]\nenabled = true\nport = imap\n"));
    assertThat(settings.jails())
        .singleElement()
        .extracting(JailSettings::name)
        .isEqualTo("dovecot");
  }

  @Test
  void answersForBrokenFiles() {
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      Map<String, String> files = new HashMap<>(new RandomJails(SEED + i).files());
      files.replaceAll((name, text) -> broken(text, random));
      assertThatCode(() -> judge(read(files))).as("%s", files).doesNotThrowAnyException();
    }
  }

  private static String broken(String text, Random random) {
    StringBuilder broken = new StringBuilder(text);
    for (int i = random.nextInt(6); i > 0 && broken.length() > 2; i--) {
      int at = random.nextInt(broken.length() - 1);
      switch (random.nextInt(4)) {
        case 0 ->
            broken.setCharAt(at, "[]=%<>()\n;#\\\"'\u0000\u2028{*".charAt(random.nextInt(18)));
        case 1 -> broken.deleteCharAt(at);
        case 2 -> broken.insert(at, broken.substring(at, Math.min(broken.length(), at + 30)));
        default -> broken.setLength(at + 1);
      }
    }
    return broken.toString();
  }

  private static void answersSoon(Map<String, String> files) {
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> judge(read(files)));
  }

  @Test
  void givesUpOnWhatGrowsWithoutEnd() {
    StringBuilder doubled = new StringBuilder("[DEFAULT]\na0 = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
    for (int i = 1; i < 10; i++) {
      doubled.append("a%d = %s\n".formatted(i, ("%(a" + (i - 1) + ")s").repeat(200)));
    }
    answersSoon(Map.of("jail.local", doubled + "[x]\nenabled = %(a9)s\n"));
    answersSoon(
        Map.of(
            "jail.local", doubled.toString().replaceFirst("x+", "") + "[x]\nenabled = %(a9)s\n"));
    StringBuilder tags = new StringBuilder("[Definition]\nfailregex = <t20>\nt0 = xxxxxxxxxx\n");
    for (int i = 1; i <= 20; i++) {
      tags.append("t%d = %s\n".formatted(i, ("<t" + (i - 1) + ">").repeat(20)));
    }
    answersSoon(
        Map.of(
            "jail.local", "[x]\nenabled = true\nfilter = f\n", "filter.d/f.conf", tags.toString()));
  }

  @Test
  void givesUpOnIncludesInACircle() {
    answersSoon(
        Map.of(
            "jail.local", "[INCLUDES]\nbefore = a.conf\nafter = b.conf\n",
            "a.conf", "[INCLUDES]\nbefore = b.conf\nafter = ../fail2ban/a.conf\n",
            "b.conf", "[INCLUDES]\nbefore = a.conf\n  ./b.conf\n  ../../../../x.conf\n"));
  }

  @Test
  void givesUpOnExpressionsThatTakeTooLong() {
    for (String expression :
        List.of(
            "(a|a?)+$<HOST>",
            "((.*)*)*x<HOST>",
            "(?:(?:){1000}){1000}{1000}",
            "(".repeat(3000),
            "[".repeat(3000),
            "((x{1000}){1000}){1000}",
            "(?=(.+)+!)<HOST>")) {
      answersSoon(
          Map.of("jail.local", "[x]\nenabled = true\nfilter =\nfailregex = " + expression + "\n"));
    }
  }

  @Test
  void readsAVeryLongList() {
    String options = "a=b,".repeat(50_000);
    answersSoon(Map.of("jail.local", "[x]\nenabled = true\naction = act[" + options + "c=d]\n"));
    answersSoon(
        Map.of("jail.local", "[x]\nenabled = true\naction =" + " y[".repeat(50_000) + "\n"));
  }

  @Test
  void showsNoSecret() {
    Fail2banSettings settings =
        read(
            Map.of(
                "jail.local",
                """
                [DEFAULT]
                cfapikey = hunter2
                password hunter2
                action = cloudflare[cftoken="hunter2"]
                banaction = act[key=hunter2]
                [dovecot]
                enabled = %(cfapikey)s
                action = %(action)s
                filter = dovecot[key=hunter2]
                key = hunter2 %
                [hunter
                """));
    StringBuilder shown = new StringBuilder(String.valueOf(settings.refusal()));
    settings.problems().forEach(shown::append);
    settings.files().forEach(file -> file.problems().forEach(shown::append));
    for (JailSettings jail : settings.jails()) {
      jail.options().values().forEach(value -> texts(value.origins(), shown));
      shown
          .append(JailLimit.banSeconds(jail))
          .append(new BanScope(program -> Fact.known(true)).bans(jail, 143));
    }
    assertThat(shown.toString()).doesNotContain("hunter2");
    assertThat(settings.files().get(0).problems()).extracting(Problem::isError).contains(true);
  }

  private static void texts(List<Origin> origins, StringBuilder shown) {
    origins.forEach(shown::append);
  }
}

package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Banners that refer to every parameter there is: smtpd and postscreen greet with the values of
 * those that they have read before their banner; all others that nothing sets are empty.
 */
class OtherProgramsParametersLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + """
          postscreen_greet_wait = 1s
          postscreen_cache_map =
          smtp_helo_name = written.$smtp_helo_timeout
          """;

  /** What the lab sets, what changes with each process or package, and the banners themselves. */
  private static final List<String> LEFT_OUT =
      List.of(
          "config_directory",
          "data_directory",
          "queue_directory",
          "maillog_file_prefixes",
          "in_flow_delay",
          "service_throttle_time",
          "smtpd_error_sleep_time",
          "smtpd_peername_lookup",
          "smtpd_sasl_path",
          "process_id",
          "mail_release_date",
          "smtpd_banner",
          "postscreen_greet_banner");

  private static final int FIRST_PORT = 3000;
  private static final int REFERENCES = 12;

  /** No line of a greeting is longer (RFC 5321, 4.5.3.1.5). */
  private static final int LONGEST = 100;

  @TempDir Path temp;

  private static PostfixSettings settings(String master) {
    return PostfixSettings.read(
        Instance.tree(MAIN, master),
        "etc/postfix",
        PostfixSettingsGoldenTest.platform(PostfixLab.version()));
  }

  @Test
  void areEmptyUnlessTheProgramReadsThemToo() throws IOException {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : settings("").parameters().allExpanded()) {
      boolean isShown = !parameter.value().isEmpty() && parameter.value().length() < LONGEST;
      if (isShown && !LEFT_OUT.contains(parameter.name())) {
        names.add(parameter.name());
      }
    }
    assertThat(names).hasSizeGreaterThan(400);
    Map<String, List<String>> asked = new TreeMap<>();
    Map<String, String> banners = new HashMap<>();
    StringBuilder master = new StringBuilder();
    for (String program : List.of("smtpd", "postscreen")) {
      String banner = program.equals("smtpd") ? "smtpd_banner" : "postscreen_greet_banner";
      for (int from = 0; from < names.size(); from += REFERENCES) {
        List<String> some = names.subList(from, Math.min(from + REFERENCES, names.size()));
        int port = FIRST_PORT + asked.size();
        master.append(
            "%d inet n - n - 1 %s\n -o { %s = $myhostname %s }\n"
                .formatted(
                    port, program, banner, some.stream().map("[$(%s)]"::formatted).toList()));
        asked.put(String.valueOf(port), some);
        banners.put(String.valueOf(port), banner);
      }
    }
    Map<String, List<String>> heard =
        new PostfixLab(temp)
            .talk(
                MAIN,
                master.toString(),
                asked.keySet().stream()
                    .collect(
                        java.util.stream.Collectors.toMap(port -> port, port -> List.of("NOOP"))));
    PostfixSettings settings = settings(master.toString());
    SoftAssertions every = new SoftAssertions();
    for (Map.Entry<String, List<String>> service : asked.entrySet()) {
      String greeting = Objects.requireNonNull(heard.get(service.getKey())).get(0);
      String foretold =
          settings.parameters().service(service.getKey() + "/inet").orElseThrow().stream()
              .filter(parameter -> parameter.name().equals(banners.get(service.getKey())))
              .map(Parameter::value)
              .findFirst()
              .orElse("none");
      every
          .assertThat(greeting.lines().findFirst().orElse("").replaceFirst("^220[ -]", ""))
          .as(service.getValue().toString())
          .isEqualTo(foretold);
    }
    every.assertAll();
  }
}

package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.postfix.settings.ParameterTypes;
import dev.postern.postfix.settings.ParameterTypes.Check;
import dev.postern.postfix.settings.PossibleVersions;
import dev.postern.posture.service.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every parameter that smtpd and postscreen check as they start is given values that are wrong, one
 * service each, to the installed programs: whether they serve all the same is what the posture
 * says.
 */
class WrongValuesLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + Instance.CERTIFICATE
          + """
      smtpd_tls_security_level = may
      postscreen_greet_wait = 1s
      postscreen_cache_map =
      """;

  private static final String OTHERS =
      "smtpd pass - - n - - smtpd\ntlsproxy unix - - n - 0 tlsproxy\n";

  /** Values that are right, and do not go with another parameter. */
  private static final List<String> AT_ODDS =
      List.of(
          "inet_interfaces = 10.0.0.0/8",
          "inet_interfaces = ::1",
          "inet_interfaces = 127.0.0.1",
          "inet_protocols = ipv6",
          "inet_protocols = ipv4",
          "relayhost = mail.example.test",
          "relayhost = [mail.example.test]",
          "default_verp_delimiters = +a",
          "verp_delimiter_filter = -+=a",
          "mail_owner = nobody");

  /** A filter that is right and not there ends nothing. */
  private static final List<String> FILTERS =
      List.of(
          "smtpd_milters = inet:9@127.0.0.1",
          "smtpd_milters = inet:127.0.0.1",
          "smtpd_milters = inet:127.0.0.1:",
          "smtpd_milters = inet:127.0.0.1:9",
          "smtpd_milters = inet:[::1]",
          "smtpd_milters = inet:[::1]:9",
          "smtpd_milters = inet:9",
          "smtpd_milters = {inet:9@127.0.0.1, default_action=accept}",
          "smtpd_milters = {inet:127.0.0.1:9, default_action=accept}",
          "smtpd_milters = unix:9@127.0.0.1",
          "smtpd_milters = inet:127.0.0.1:} -o {smtpd_milter_maps = static:DISABLE",
          "smtpd_milters = inet:127.0.0.1:} -o {smtpd_milter_maps = inline:{192.0.2.1=DISABLE}",
          "smtpd_milters = inet:127.0.0.1:9} -o {smtpd_milter_maps = static:inet:9@127.0.0.1",
          "smtpd_milter_maps = cidr:{{0.0.0.0/0 inet:127.0.0.1:}}",
          "smtpd_milter_maps = cidr:{{0.0.0.0/0 {inet:127.0.0.1:9, bogus=1}}}",
          "smtpd_milters = inet:127.0.0.1:} -o {smtpd_milter_maps = fail:x",
          "smtpd_milters = inet:127.0.0.1:9} -o {smtpd_milter_maps = fail:x",
          "smtpd_noop_commands = hash:",
          "smtpd_noop_commands = mail",
          "smtpd_forbidden_commands = CONNECT GET:",
          "smtpd_forbid_bare_newline_exclusions = :1",
          "smtpd_forbid_bare_newline = note",
          "smtpd_forbid_bare_newline = reject");

  /** Servers with options, of which nobody is there. */
  private static final List<String> SERVERS =
      List.of(
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, timeout=10 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, timeout=x }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, bogus=1 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, default_action={451 no} }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, max_idle=0 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, max_ttl=x }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, request_limit=x }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, request_limit=-1 }",
          "smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:9} -o {smtpd_policy_service_request_limit = -1",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, request_limit=9 }} -o {smtpd_policy_service_request_limit = -1",
          "smtpd_policy_service_request_limit = -1",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, try_limit=0 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, retry_delay=0 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, policy_context=x }",
          "smtpd_recipient_restrictions = check_policy_service { }",
          "smtpd_recipient_restrictions = check_policy_service { timeout=10 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9 timeout = 10 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, timeout }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, {timeout = 10} }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, Timeout=10 }",
          "smtpd_recipient_restrictions = check_policy_service { inet:127.0.0.1:9, default_action= }",
          "smtpd_recipient_restrictions = check_policy_service bogus:x",
          "smtpd_recipient_restrictions = check_policy_service { inet: }",
          "smtpd_recipient_restrictions = check_policy_service unix:private/x",
          "smtpd_milters = { inet:127.0.0.1:9, connect_timeout=10 }",
          "smtpd_milters = { inet:127.0.0.1:9, connect_timeout=x }",
          "smtpd_milters = { inet:127.0.0.1:9, bogus=1 }",
          "smtpd_milters = { inet:127.0.0.1:9, default_action=bogus }",
          "smtpd_milters = { inet:127.0.0.1:9, protocol=9 }",
          "smtpd_milters = { inet:127.0.0.1:9, command_timeout=0 }",
          "smtpd_milters = { inet:127.0.0.1:9, content_timeout=-1 }",
          "smtpd_milters = { }",
          "smtpd_milters = { default_action=accept }",
          "smtpd_milters = { inet:127.0.0.1:9, default_action }",
          "smtpd_milters = { inet:127.0.0.1:9, {default_action = accept} }",
          "smtpd_milters = { inet:127.0.0.1:9, default_action = accept }",
          "smtpd_milters = { inet:127.0.0.1:9, macro_defaults=x }",
          "smtpd_milters = { inet:127.0.0.1:9, Default_action=accept }",
          "smtpd_milters = inet:127.0.0.1:9} -o {milter_macro_defaults = bogus",
          "smtpd_milters = inet:127.0.0.1:9} -o {milter_macro_defaults = a=b",
          "smtpd_milters = inet:127.0.0.1:9} -o {milter_macro_defaults = {a=b}, {c}",
          "smtpd_milters = inet:127.0.0.1:9} -o {milter_macro_defaults = {a = b c}",
          "smtpd_milters = inet:127.0.0.1:9} -o {milter_macro_defaults = {a}=b",
          "smtpd_milters = inet:127.0.0.1:9} -o {milter_macro_defaults = {}",
          "milter_macro_defaults = bogus",
          "smtpd_proxy_filter = 127.0.0.1:9} -o {smtpd_proxy_options = bogus",
          "smtpd_proxy_filter = 127.0.0.1:9} -o {smtpd_proxy_options = speed_adjust",
          "smtpd_proxy_filter = 127.0.0.1:9} -o {smtpd_proxy_options = SPEED_ADJUST",
          "smtpd_proxy_filter = 127.0.0.1:9} -o {smtpd_proxy_options = ,",
          "smtpd_proxy_options = bogus",
          "smtpd_noop_commands = data",
          "smtpd_command_filter = pcre:{{/^MAIL/ NOOP}}");

  private static final PossibleVersions INSTALLED =
      new PossibleVersions(List.of(Version.of("3.7.11")), true);

  private static final int AT_ONCE = 250;

  @TempDir Path temp;

  @Test
  void endsTheProgramsThatThePostureSays() throws IOException {
    List<String> services = new ArrayList<>();
    for (String checks : List.of("every", "tls", "smtpd", "postscreen")) {
      String program = checks.equals("postscreen") ? "1 postscreen" : "- smtpd";
      for (String option : wrongOf(checks)) {
        services.add("inet n - n - %s -o { %s }".formatted(program, option));
      }
    }
    for (String option : AT_ODDS) {
      services.add("inet n - n - - smtpd -o { %s }".formatted(option));
    }
    for (String option : FILTERS) {
      services.add("inet n - n - - smtpd -o { %s }".formatted(option));
    }
    for (String processes : List.of("-", "0", "1", "2")) {
      services.add("inet n - n - %s postscreen".formatted(processes));
    }
    for (String option : SERVERS) {
      services.add("inet n - n - - smtpd -o { %s }".formatted(option));
    }
    assertThat(services).hasSizeGreaterThan(300);
    SoftAssertions every = new SoftAssertions();
    for (int from = 0; from < services.size(); from += AT_ONCE) {
      List<String> some = services.subList(from, Math.min(from + AT_ONCE, services.size()));
      StartedServices.compare(temp, MAIN, some, OTHERS, every);
    }
    every.assertAll();
  }

  /** Wrong values, and some that look it, of all that a program checks. */
  static List<String> wrongOf(String program) {
    List<String> options = new ArrayList<>();
    for (Check check : ParameterTypes.all().of(program)) {
      for (String value : check.isMade(INSTALLED).is(true) ? wrong(check) : List.<String>of()) {
        options.add("%s = %s".formatted(check.name(), value));
      }
    }
    return options;
  }

  static List<String> wrong(Check check) {
    return switch (check.kind()) {
      case "bool", "nbool" -> List.of("maybe");
      case "level" -> List.of("x", "3.x", "3. 6", "-1");
      case "one", "some" ->
          List.of("", "bogus", check.most().split(" ", -1)[0].toUpperCase(Locale.ROOT));
      case "hostname" -> List.of("", "a host", "a..example", "-a.example", "192.0.2.1", "a_host.");
      case "unprivileged" -> List.of("", "root");
      case "single" -> List.of("", "one, two", "{a name}");
      case "text" -> Stream.of("", check.least().equals("2") ? "x" : "").distinct().toList();
      case "time" -> beyond(check, "later", "soon", "3secs", "1S", "-1s", "9999999d");
      default -> beyond(check, "x", "99999999999", "0x10");
    };
  }

  private static List<String> beyond(Check check, String... more) {
    List<String> values = new ArrayList<>(List.of(more));
    if (!check.least().isEmpty()) {
      values.add(String.valueOf(Long.parseLong(check.least()) - 1));
    }
    if (!check.most().isEmpty()) {
      values.add(String.valueOf(Long.parseLong(check.most()) + 1));
    }
    return values;
  }
}

package dev.postern.postfix;

import java.util.List;
import java.util.Random;

/** The text of main.cf and master.cf as chance has it: every construct, also broken ones. */
final class RandomPostfix {
  /** Not inet_protocols: the programs refuse bad values of it, postconf lists them. */
  private static final List<String> KNOWN =
      List.of(
          "mail_name",
          "mydestination",
          "mynetworks",
          "relay_domains",
          "smtpd_banner",
          "html_directory",
          "smtpd_tls_security_level",
          "smtpd_use_tls",
          "smtpd_sasl_auth_enable",
          "alias_maps",
          "smtpd_recipient_restrictions",
          "smtpd_relay_restrictions",
          "smtpd_client_restrictions",
          "transport_maps",
          "virtual_alias_maps",
          "compatibility_level",
          "message_size_limit",
          "maillog_file",
          "smtpd_restriction_classes",
          "default_process_limit",
          "proxy_read_maps",
          "smtp_destination_concurrency_limit",
          "relay_destination_rate_delay",
          "smtp_tls_policy_maps",
          "local_destination_recipient_limit",
          "foo_time_limit",
          "smtp_tls_security_level",
          "fallback_relay",
          "postscreen_whitelist_interfaces",
          "smtpd_client_connection_limit_exceptions",
          "command_expansion_filter",
          "default_rbl_reply",
          "smtpd_reject_footer",
          "import_environment",
          "virtual_maps",
          "authorized_verp_clients",
          "smtpd_expansion_filter",
          "multi_instance_directories",
          "stress",
          "parent_domain_matches_subdomains",
          "append_dot_mydomain",
          "relayhost");

  private static final List<String> OWN =
      List.of("u1", "u2", "u3", "strict", "pfx_user", "pfx_hosts");
  private static final List<String> ODD =
      List.of("process_name", "service_name", "u-5", "u-4", "a.b", "U1", "mail_version", "u1/x");
  private static final List<String> WORDS =
      List.of(
          "a",
          "b",
          "no",
          "yes",
          "10",
          "3.6",
          "2",
          "all",
          "ipv4",
          "permit_mynetworks",
          "reject",
          "example.com",
          "hash:/etc/x",
          "ldap:pfx",
          "proxy:mysql:pfx",
          "mysql:/etc/my.cf",
          "pgsql:pfx",
          "inline:{a=b}",
          "{ a b }",
          "static:{x y}",
          "x=y",
          "#",
          "a,b",
          ",",
          "$$",
          "strict",
          "u1",
          "check_client_access",
          "{pgsql:pfx, x}",
          "[::1]",
          "30s",
          "\"q\"",
          "\\");

  private final Random random;

  RandomPostfix(long seed) {
    this.random = new Random(seed);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** The lines of main.cf, each with its line end. */
  String main() {
    StringBuilder text = new StringBuilder(chance(3) ? " orphan = x\n" : "");
    int lines = random.nextInt(9);
    for (int i = 0; i < lines; i++) {
      text.append(line());
    }
    String result = text.toString();
    return chance(5) ? result.stripTrailing() : result;
  }

  private String line() {
    return switch (random.nextInt(40)) {
      case 0 -> "# comment = $u1\n";
      case 1 -> pick(List.of("\n", "   \n", "\t# x\n", "\r\n"));
      case 2 -> chance(10) ? pick(OWN) + " " + value() + "\n" : "";
      case 3 -> chance(10) ? "= " + value() + "\n" : "";
      case 4 -> name() + "\n = " + value() + "\n";
      case 5 -> name() + "\n# comment\n\n  =" + value() + "\n";
      case 6 -> name() + " = " + value() + "\\\n\t" + value() + "\n";
      case 7 -> name() + " = " + value() + "\n# between\n  \n   " + value() + "\n";
      case 8 -> name() + "= " + value() + "  \r\n";
      case 9 -> name() + "\t=\t" + value() + "\f\n";
      case 10 -> name() + " =\n  " + value() + "\n";
      default -> name() + " = " + value() + "\n";
    };
  }

  private String name() {
    return chance(55) ? pick(KNOWN) : chance(93) ? pick(OWN) : pick(ODD);
  }

  private String value() {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(4);
    for (int i = 0; i < parts; i++) {
      text.append(i == 0 ? "" : pick(List.of(" ", ", ", "", "  ", "\t", ","))).append(part(3));
    }
    return text.toString();
  }

  private String reference() {
    return chance(60) ? pick(OWN) : chance(80) ? pick(KNOWN) : chance(70) ? "nowhere" : pick(ODD);
  }

  private String part(int depth) {
    if (depth == 0 || chance(50)) {
      return pick(WORDS);
    }
    String name = reference();
    return switch (random.nextInt(28)) {
      case 0, 1, 2, 3 -> "$" + name;
      case 4, 5, 6 -> "${" + name + "}";
      case 7 -> "$(" + name + ")";
      case 8 -> "${" + name + "?" + part(depth - 1) + "}";
      case 9 -> "${" + name + ":" + part(depth - 1) + "}";
      case 10 -> "${" + name + "?{" + part(depth - 1) + "}}";
      case 11 -> "${" + name + ":{" + part(depth - 1) + "}}";
      case 12 -> "${" + name + "?{" + part(depth - 1) + "}:{" + part(depth - 1) + "}}";
      case 13 -> "${ " + name + " ? { " + part(depth - 1) + " } : " + part(depth - 1) + " }";
      case 14, 15 ->
          "${" + comparison(depth) + "?{" + part(depth - 1) + "}:{" + part(depth - 1) + "}}";
      case 16 -> "${" + comparison(depth) + "}";
      case 17 -> "${" + comparison(depth) + " ? " + part(depth - 1) + "}";
      case 18 -> "${" + comparison(depth) + ":{" + part(depth - 1) + "}}";
      case 19 -> "$(" + name + "?" + part(depth - 1) + ")";
      case 20 -> chance(15) ? broken(name) : "$" + name;
      case 21 -> "{" + part(depth - 1) + "}";
      default -> "$" + name + pick(List.of("", ".x", "-", "_", "$$"));
    };
  }

  private String broken(String name) {
    return pick(
        List.of(
            "$",
            "${",
            "${}",
            "$()",
            "${" + name,
            "$(" + name,
            "${" + name + "?{a}b}",
            "${" + name + "?{a}:{b}c}",
            "${" + name + "!a}",
            "${-}",
            "${{a}=={b}",
            "${{a}x{b}?c}",
            "${{a}==b?c}",
            "${{a}==foo{b}}",
            "${" + name + "?{a}",
            "$-",
            "${" + name + "{x}}",
            "${{a}===={b}}",
            "${{$}=={b}}",
            "${" + name + " x}",
            "${ }",
            "${{x}<level{1}}"));
  }

  private String comparison(int depth) {
    String left = part(depth - 1);
    String right = part(depth - 1);
    return switch (random.nextInt(5)) {
      case 0 -> "{" + left + "}==" + "{" + right + "}";
      case 1 ->
          "{ "
              + left
              + " } "
              + pick(List.of("==", "!=", "<", "<=", ">", ">="))
              + " {"
              + right
              + "}";
      case 2 ->
          "{"
              + pick(List.of("$compatibility_level", "3.6", "2", "10", "3.10.1"))
              + "}"
              + pick(List.of("<", "<=", ">", ">=", "==", "!="))
              + "level{"
              + pick(List.of("3.6", "2", "1", "3.10", "10", "3.6.1"))
              + "}";
      case 3 ->
          "{" + pick(List.of("9", "10", "010", "a")) + "}<{" + pick(List.of("9", "10", "b")) + "}";
      default -> "{" + left + "} != {" + right + "}";
    };
  }

  /** The lines of master.cf. */
  String master() {
    StringBuilder text = new StringBuilder(chance(3) ? "  orphan\n" : "");
    int lines = random.nextInt(6);
    for (int i = 0; i < lines; i++) {
      text.append(
          chance(10) ? pick(List.of("# comment\n", "\n", "#smtp inet n - n - - smtpd\n")) : "");
      text.append(entry());
    }
    return text.toString();
  }

  private String entry() {
    StringBuilder text = new StringBuilder();
    text.append(
        pick(
            List.of(
                "smtp",
                "25",
                "submission",
                "smtps",
                "[::1]:25",
                "127.0.0.1:smtp",
                "foo",
                "relay",
                "maildrop",
                "pickup",
                "a.b",
                "local",
                "smtp")));
    text.append(' ')
        .append(chance(2) ? "udp" : pick(List.of("inet", "unix", "pass", "fifo", "unix-dgram")));
    for (int i = 0; i < 3; i++) {
      text.append(chance(20) ? "\t" : " ").append(chance(1) ? "x" : pick(List.of("-", "n", "y")));
    }
    text.append(' ').append(chance(1) ? "x" : pick(List.of("-", "60", "60?", "0", "?", "-?")));
    text.append(' ').append(chance(1) ? "1x" : pick(List.of("-", "0", "1", "100")));
    if (chance(1)) {
      return text.append('\n').toString();
    }
    text.append(' ')
        .append(
            pick(
                List.of(
                    "smtpd",
                    "smtp",
                    "pipe",
                    "spawn",
                    "local",
                    "/usr/lib/x/smtpd",
                    "lmtp",
                    "virtual",
                    "error")));
    int arguments = random.nextInt(5);
    for (int i = 0; i < arguments; i++) {
      text.append(chance(60) ? "\n  " : chance(90) ? " " : "\n# between\n\t").append(argument());
    }
    return text.append(chance(5) ? " \n" : "\n").toString();
  }

  private String argument() {
    String name = chance(60) ? pick(KNOWN) : chance(93) ? pick(OWN) : pick(ODD);
    String word = part(2).replaceAll("\\s", "");
    return switch (random.nextInt(24)) {
      case 0 -> "-v";
      case 1 -> "-D";
      case 2, 3 -> "-o { " + name + " = " + value().strip() + " }";
      case 4 -> "-o {" + name + "=" + word + "}";
      case 5 -> "-o" + name + "=" + word;
      case 6 -> "-o " + name + " = " + word;
      case 7 -> "-vo " + name + "=" + word;
      case 8 -> chance(20) ? "-o" : "-v";
      case 9 -> chance(20) ? "--" : "-v";
      case 10 -> chance(30) ? "flags=DRhu user=x argv=/bin/x {a b} -o u1=x" : "-v";
      case 11 -> "-o " + name + "=";
      case 12 -> chance(20) ? "-o =" + word : "-o {" + name + "}";
      default -> "-o " + name + "=" + word;
    };
  }
}

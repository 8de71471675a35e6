package dev.postern.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random files for a directory that holds the package's own. */
final class RandomJails {
  private static final List<String> FILES =
      List.of(
          "jail.local",
          "jail.local",
          "jail.d/10-site.conf",
          "jail.d/10-site.local",
          "jail.d/a.local",
          "jail.d/z.conf");
  private static final List<String> SECTIONS =
      List.of("dovecot", "dovecot", "postfix", "postfix-sasl", "sieve", "recidive", "mine", "Mine");
  private static final List<String> TIMES =
      List.of(
          "600",
          "10m",
          "1h 30m",
          "-1",
          "1d12h",
          "%(known/bantime)s",
          "%(findtime)s",
          "1 week",
          "%(default/bantime)s",
          "2 * 3600",
          "1mo",
          "%(known/findtime)s",
          "",
          "%%",
          "5min ; note");
  private static final List<String> NUMBERS =
      List.of("3", "5", "  10 ", "+4", "%(known/maxretry)s", "%(default/maxretry)s", "many", "1_0");
  private static final List<String> TRUTHS =
      List.of("true", "yes", "On", "1", "TRUE", "true", "yes", "no", "false", "0", "maybe");
  private static final List<String> FILTERS =
      List.of(
          "dovecot",
          "dovecot[mode=aggressive]",
          "postfix[mode=auth]",
          "postfix[mode=\"extra\"]",
          "postfix[mode='normal', logtype=journal]",
          "%(__name__)s[mode=%(mode)s]",
          "mine",
          "mine[word=\"a,b]c\", other=plain]",
          "mine[word=x][other='y']",
          "mine[_daemon=abc, failregex=\"^x <HOST>\"]",
          "mine[word=a b , other=c]",
          "mine[broken",
          "mine[a=b]]",
          "no-such-filter",
          "[mode=x]",
          "");
  private static final List<String> ACTIONS =
      List.of(
          "%(action_)s",
          "%(action_mw)s",
          "%(action_mwl)s",
          "%(known/action)s",
          "iptables-allports[name=recidive]",
          "iptables[type=multiport, port=\"%(port)s\", protocol=tcp]",
          "nftables[type=allports]\n         sendmail-whois[name=X, dest=\"root, me\"]",
          "act[first=\"one two\", second='3,4'][third=five] ufw",
          "act [first=x]",
          "%(banaction)s[port=\"imap,imaps\"]",
          "act[actname=own, name=%(__name__)s-2]\n\n        dummy",
          "act[name=other, bantime=<bantime>, first=<second>]",
          "smtp.py[host=localhost]",
          "no-such-action",
          "act[first=\"a\" second=b]",
          "act[first=\"a\"b]",
          "");
  private static final List<String> EXEMPT =
      List.of(
          "127.0.0.1/8 ::1",
          "10.0.0.0/8,192.0.2.1\n  mail.example.org",
          "%(known/ignoreip)s ::1",
          "");
  private static final List<String> EXPRESSIONS =
      List.of(
          "^failed <HOST>$",
          "%(known/failregex)s\n  ^also <HOST>$",
          "^%(__prefix_line)sx <HOST>",
          "%(known/prefregex)s",
          "a # b",
          "^(?P<host>\\S+) failed$",
          "^failed (?P<ip4>\\S+)$",
          "<F-ID>\\w+</F-ID> failed",
          "from <HOST> to <HOST>$",
          "^(failed <HOST>$",
          "^failed <ADDR> [a-z$",
          "^failed\\y <HOST>",
          "%(mine/failregex)s");

  private final Random random;

  RandomJails(long seed) {
    this.random = new Random(seed);
  }

  /** Texts by path; the directory's own jail.conf stays as it is. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      files.put(pick(FILES), jails());
    }
    files.put("filter.d/mine.conf", filter());
    if (random.nextInt(3) == 0) {
      files.put("filter.d/mine.local", filter());
    }
    files.put("action.d/act.conf", action());
    if (random.nextInt(4) == 0) {
      files.put("jail.d/part.inc", jails());
    }
    return files;
  }

  private String jails() {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(6) == 0) {
      text.append("[INCLUDES]\nbefore = part.inc\n   none.conf\nafter = ../jail.d/part.inc\n");
    }
    Set<String> sections = new LinkedHashSet<>();
    if (random.nextInt(2) == 0) {
      sections.add("DEFAULT");
    }
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      sections.add(pick(SECTIONS));
    }
    for (String section : sections) {
      text.append(random.nextInt(25) == 0 ? "  " : "").append('[').append(section).append("]");
      text.append(random.nextInt(8) == 0 ? " ; section\n" : "\n");
      options(text, section);
    }
    if (random.nextInt(30) == 0) {
      text.append(
          pick(
              List.of(
                  "[dovecot]\n", "no delimiter here\n", "= x\n", "bantime = 1\nBanTime = 2\n")));
    }
    return random.nextInt(10) == 0 ? text.toString().replace("\n", "\r\n") : text.toString();
  }

  private void options(StringBuilder text, String section) {
    List<String> names =
        new ArrayList<>(
            List.of(
                "enabled",
                "enabled",
                "filter",
                "action",
                "maxretry",
                "bantime",
                "findtime",
                "ignoreip",
                "port",
                "mode",
                "logpath",
                "backend",
                "failregex",
                "banaction",
                "bantime.increment",
                "usedns",
                "prefregex",
                "journalmatch",
                "datepattern"));
    Set<String> done = new LinkedHashSet<>();
    if (!section.equals("DEFAULT")) {
      option(text, "enabled", random.nextInt(5) == 0 ? pick(TRUTHS) : "true");
      done.add("enabled");
    }
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      String name = pick(names);
      boolean risky = section.equals("DEFAULT") && (name.equals("filter") || name.contains("reg"));
      if (!risky && done.add(name)) {
        option(text, name, value(name));
      }
    }
  }

  private void option(StringBuilder text, String name, String value) {
    if (random.nextInt(6) == 0) {
      text.append(pick(List.of("# comment\n", "\n", "; x\n", "   # y = z\n", "  \n")));
    }
    String written = random.nextInt(8) == 0 ? name.toUpperCase(java.util.Locale.ROOT) : name;
    text.append(random.nextInt(30) == 0 ? " " : "").append(written);
    text.append(pick(List.of(" = ", "=", ": ", "  =  ", " = ")));
    text.append(value)
        .append(pick(List.of("\n", "\n", "\n", " ; why\n", "  \n", " # kept\n", ";\n")));
    if (random.nextInt(12) == 0) {
      text.append(pick(List.of("\n", "# between\n", "  \n", ";\n"))).append("    more\n");
    }
  }

  private String value(String name) {
    return switch (name) {
      case "enabled", "bantime.increment" -> pick(TRUTHS);
      case "filter" -> pick(FILTERS);
      case "action" -> pick(ACTIONS);
      case "maxretry" -> pick(NUMBERS);
      case "bantime", "findtime" -> pick(TIMES);
      case "ignoreip" -> pick(EXEMPT);
      case "port" ->
          pick(
              List.of(
                  "imap,imaps", "143", "0:65535", "%(known/port)s", "%(dovecot/port)s", "100 %"));
      case "mode" -> pick(List.of("aggressive", "normal", "auth", "more", "nonsense"));
      case "logpath" -> pick(List.of("/var/log/mail.log", "%(dovecot_log)s", "%(syslog_mail)s"));
      case "backend" -> pick(List.of("auto", "systemd", "polling", "%(postfix_backend)s"));
      case "failregex", "prefregex" -> pick(EXPRESSIONS);
      case "banaction" -> pick(List.of("ufw", "nftables", "%(banaction_allports)s", "act", "none"));
      case "usedns" -> pick(List.of("no", "yes"));
      case "datepattern" -> pick(List.of("{^LN-BEG}", "%%Y-%%m-%%d", "%Y"));
      default -> pick(List.of("_SYSTEMD_UNIT=dovecot.service", "%(known/journalmatch)s", ""));
    };
  }

  private String filter() {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(2) == 0) {
      text.append("[INCLUDES]\nbefore = common.conf\n");
    }
    text.append(
        pick(List.of("", "[DEFAULT]\nword = of default\n", "[DEFAULT]\nlogtype = short\n")));
    text.append("[Definition]\n");
    text.append(pick(List.of("_daemon = mined\n", "_daemon = (?:mine|<word>)\n", "")));
    text.append(
        pick(
            List.of(
                "failregex = ^<word> <other> <HOST>$\n            ^<_daemon>: <HOST>\n",
                "failregex = ^%(__prefix_line)sfail <HOST>\n",
                "failregex = %(known/failregex)s\n",
                "failregex = <mdre-<mode>>\n",
                "failregex = ^<known/word> <HOST>\n",
                "failregex = <lt_file/__prefix_line> <nothing>\n",
                "failregex = <failregex>\n")));
    text.append(
        pick(
            List.of(
                "",
                "mode = normal\nmdre-normal = ^a <HOST>\nmdre-auth = ^b <HOST>\n",
                "prefregex = ^<F-CONTENT>.+</F-CONTENT>$\n")));
    text.append(
        pick(
            List.of(
                "",
                "ignoreregex =\n",
                "ignoreregex = <word>\n\n   x\n",
                "maxlines = 2\n",
                "maxlines = x\n")));
    text.append(
        pick(
            List.of(
                "",
                "[Init]\nword = initial\nother = %(word)s!\n",
                "[Init]\njournalmatch = A=b\n  + C=d\n")));
    return text.toString();
  }

  private String action() {
    StringBuilder text = new StringBuilder("[Definition]\n");
    text.append("actionban = ban <ip> for <bantime> <first> <second> <port> <name> <third>\n");
    text.append(
        pick(
            List.of(
                "",
                "actionstart = <iptables> -N f2b-<name>\n",
                "actionunban = %(actionban)s un\n",
                "actionstart_on_demand = yes\n",
                "norestored = 1\n",
                "first = <second><second>\n",
                "actioncheck = <first>\nfirst = <third>\nthird = <first>\n")));
    text.append(
        pick(
            List.of(
                "",
                "[Init]\nfirst = 1\nsecond = <first>2\n",
                "[Init]\nport = ssh\niptables = iptables <lockingopt>\n[Init?family=inet6]\niptables = ip6tables\n",
                "[Init]\nsecond = %(first)s\nfirst = a\n")));
    return text.toString();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}

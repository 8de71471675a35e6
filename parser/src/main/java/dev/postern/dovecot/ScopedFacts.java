package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Net;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.View;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Fact.Unknown;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of one connection, as what they mean. */
record ScopedFacts(DovecotSettings settings, Scope scope) {
  private static final Set<String> SSL = new LinkedHashSet<>(List.of("no", "yes", "required"));
  private static final Set<String> BOOLEAN = new LinkedHashSet<>(List.of("no", "yes"));

  Fact<String> text(String name) {
    return settings.value(scope, name);
  }

  Fact<Boolean> yes(String name) {
    return among(BOOLEAN, text(name)).map(ScopedFacts::isYes);
  }

  /** 2.4 leaves a boolean as it was spelt. */
  private static boolean isYes(String text) {
    return SettingType.BOOL.read(text, "").equals(new SettingType.Reading.Good("yes"));
  }

  /** {@code no}, {@code yes} or {@code required}. */
  Fact<String> ssl() {
    return among(SSL, text("ssl"));
  }

  /** An unknown of few possibilities lists them, so that what they agree on is known. */
  private static Fact<String> among(Set<String> all, Fact<String> fact) {
    return fact instanceof Unknown<String> unknown && unknown.candidates().isEmpty()
        ? Fact.oneOf(all, unknown.reason(), unknown.origins())
        : fact;
  }

  /** Whether a setting has a value at all, though it may be hidden. */
  Fact<Boolean> isSet(String name) {
    View view = settings.seenBy(scope);
    Optional<Written> written = view.written(name);
    if (written.isPresent() && view.conflict().isEmpty() && settings.unevaluated().isEmpty()) {
      return Fact.known(!written.get().text().isEmpty(), written.get().origin());
    }
    return text(name).map(value -> !value.isEmpty());
  }

  /** A number, where zero and {@code unlimited} of 2.4 stand for any number. */
  Fact<Integer> number(String name) {
    return text(name)
        .flatMap(
            written -> {
              String digits = SettingType.isUnlimited(written) ? "0" : written;
              return digits.matches("[0-9]{1,18}")
                  ? Fact.known((int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits)))
                  : Fact.unknown("no number: " + written);
            });
  }

  /**
   * Networks separated by blanks or commas; a word that is none ends the list (client_is_trusted(),
   * master_service_haproxy_conn_is_trusted()).
   */
  Fact<Networks> networks(String name) {
    return text(name)
        .map(
            list -> {
              List<Prefix> prefixes = new ArrayList<>();
              for (String word : words(list)) {
                Optional<Net> net = net(word);
                if (net.isEmpty()) {
                  break;
                }
                prefixes.add(net.get().prefix());
              }
              return new Networks(prefixes);
            });
  }

  /** The first word of a list of networks that is none; empty when all are. */
  Fact<String> noNetwork(String name) {
    return text(name)
        .map(
            list ->
                words(list).stream().filter(word -> net(word).isEmpty()).findFirst().orElse(""));
  }

  /** Only 2.4 takes zones (net_addr2ip()). */
  private Optional<Net> net(String word) {
    return settings.dialect().isModern() || word.indexOf('%') < 0
        ? Net.parse(word)
        : Optional.empty();
  }

  /** Before 2.4 an IPv4 address ends at a tab, whatever follows (inet_aton(3)). */
  private List<String> words(String list) {
    boolean exact = settings.dialect().isModern();
    return Arrays.stream(list.split("[, ]+", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> exact ? word : word.replaceFirst("^([^/:\t]+)\t.*", "$1"))
        .toList();
  }

  /** Seconds of a time as doveconf prints it, such as {@code 2 secs}. */
  Fact<Integer> seconds(String name) {
    return text(name)
        .flatMap(
            written -> {
              String time =
                  SettingType.TIME.read(written, "") instanceof SettingType.Reading.Good good
                      ? good.text()
                      : written;
              String[] words = time.split(" ", -1);
              int unit =
                  switch (words.length < 2 ? "secs" : words[1]) {
                    case "secs" -> 1;
                    case "mins" -> 60;
                    case "hours" -> 3600;
                    case "days" -> 86_400;
                    case "weeks" -> 604_800;
                    default -> 0;
                  };
              return words[0].matches("[0-9]{1,10}") && unit > 0
                  ? Fact.known((int) Math.min(Integer.MAX_VALUE, Long.parseLong(words[0]) * unit))
                  : Fact.unknown("no time: " + time);
            });
  }
}

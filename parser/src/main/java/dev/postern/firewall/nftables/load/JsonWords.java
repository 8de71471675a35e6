package dev.postern.firewall.nftables.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** Writes JSON's expressions and statements in nft's words: libnftables-json(5). */
final class JsonWords {

  /** An object of JSON, its names in their order. */
  record Json(Map<String, Object> members) {
    Optional<Object> get(String name) {
      Object value = members.get(name);
      return value == null || value == NULL ? Optional.empty() : Optional.of(value);
    }

    String text(String name) {
      return get(name).map(String::valueOf).orElse("");
    }

    boolean isTrue(String name) {
      return get(name).filter(value -> value instanceof Boolean known && known).isPresent();
    }

    /** The one member of an object such as {@code {"accept": null}}. */
    Optional<Map.Entry<String, Object>> only() {
      return members.entrySet().stream().findFirst();
    }
  }

  /** JSON's null. */
  static final Object NULL = new Object();

  private JsonWords() {}

  static Json object(Object value) {
    return value instanceof Json json ? json : new Json(Map.of());
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }

  static String name(String text) {
    return text.matches("[A-Za-z_.][A-Za-z0-9_./-]*") ? text : quoted(text);
  }

  private static String quoted(String text) {
    return '"' + text.replace('"', '\'') + '"';
  }

  static String expression(Object value) {
    if (value instanceof Json json) {
      return json.only().map(only -> expression(only.getKey(), only.getValue())).orElse("");
    }
    if (value instanceof List<?> list) {
      return joined(list, ", ");
    }
    if (value instanceof Boolean known) {
      return known ? "exists" : "missing";
    }
    String text = String.valueOf(value);
    return text.matches("@?[A-Za-z0-9_.:/*\\-]+") && !text.endsWith("/") ? text : quoted(text);
  }

  private static String joined(List<?> values, String sign) {
    StringJoiner joiner = new StringJoiner(sign);
    for (Object value : values) {
      joiner.add(expression(value));
    }
    return joiner.toString();
  }

  private static String expression(String kind, Object value) {
    Json inside = object(value);
    return switch (kind) {
      case "concat" -> joined(list(value), " . ");
      case "set" -> elements(list(value));
      case "range" -> joined(list(value), " - ");
      case "prefix" -> expression(inside.text("addr")) + "/" + inside.text("len");
      case "map" -> part(inside, "key") + " map " + part(inside, "data");
      case "elem" -> element(inside);
      case "payload" ->
          inside.get("base").isPresent()
              ? "@" + inside.text("base") + "," + inside.text("offset") + "," + inside.text("len")
              : inside.text("protocol") + " " + inside.text("field");
      case "meta" -> "meta " + inside.text("key");
      case "ct" -> words("ct", inside.text("dir"), inside.text("family"), inside.text("key"));
      case "rt" -> words("rt", inside.text("family"), inside.text("key"));
      case "socket" -> "socket " + inside.text("key");
      case "osf" -> words("osf", ttl(inside), inside.text("key"));
      case "fib" ->
          "fib "
              + joined(list(inside.get("flags").orElse("")), " . ")
              + " "
              + inside.text("result");
      case "numgen" -> "numgen " + inside.text("mode") + numbers(inside);
      case "jhash" -> "jhash " + part(inside, "expr") + numbers(inside);
      case "symhash" -> "symhash" + numbers(inside);
      case "exthdr" ->
          inside.get("field").isPresent()
              ? inside.text("name") + " " + inside.text("field")
              : "exthdr " + inside.text("name");
      case "tcp option", "ip option", "sctp chunk", "dccp option" ->
          inside.get("base").isPresent()
              ? kind
                  + " @"
                  + inside.text("base")
                  + ","
                  + inside.text("offset")
                  + ","
                  + inside.text("len")
              : words(kind, inside.text("name"), inside.text("type"), inside.text("field"));
      case "ipsec" -> words("ipsec", inside.text("dir"), inside.text("family"), inside.text("key"));
      case "|", "&", "^", "<<", ">>" -> operation(kind, list(value));
      case "jump", "goto" -> kind + " " + name(inside.text("target"));
      default -> kind;
    };
  }

  /** A list among what is put together is one value of bits. */
  private static String operation(String sign, List<?> operands) {
    StringJoiner joiner = new StringJoiner(" " + sign + " ", "( ", " )");
    for (Object operand : operands) {
      joiner.add(
          operand instanceof List<?> bits
              ? "( " + joined(bits, " | ") + " )"
              : expression(operand));
    }
    return joiner.toString();
  }

  private static String ttl(Json osf) {
    return osf.get("ttl").map(ttl -> "ttl " + ttl).orElse("");
  }

  private static String words(String... words) {
    StringJoiner joiner = new StringJoiner(" ");
    for (String word : words) {
      if (!word.isEmpty()) {
        joiner.add(word);
      }
    }
    return joiner.toString();
  }

  static String part(Json json, String name) {
    return json.get(name).map(JsonWords::expression).orElse("");
  }

  /** A set's members; those of a map are pairs. */
  static String elements(List<?> values) {
    StringJoiner joiner = new StringJoiner(", ", "{ ", " }");
    for (Object value : values) {
      boolean isPair = value instanceof List<?> pair && pair.size() == 2;
      joiner.add(isPair ? joined(list(value), " : ") : expression(value));
    }
    return joiner.toString();
  }

  private static String element(Json element) {
    StringBuilder text = new StringBuilder(part(element, "val"));
    for (String name : List.of("timeout", "expires")) {
      element.get(name).ifPresent(time -> text.append(' ' + name + ' ').append(time).append('s'));
    }
    return text.toString();
  }

  /** What nft has no JSON for, as {@code jump { … }}, it prints in its own language. */
  static List<String> statements(Object expressions) {
    List<String> all = new ArrayList<>();
    for (Object value : list(expressions)) {
      all.add(
          value instanceof String text
              ? text
              : object(value)
                  .only()
                  .map(only -> statement(only.getKey(), only.getValue()))
                  .orElse("nothing"));
    }
    return all;
  }

  static String statement(String kind, Object value) {
    Json inside = object(value);
    return switch (kind) {
      case "match" ->
          words(part(inside, "left"), operator(inside.text("op")), part(inside, "right"));
      case "vmap" -> part(inside, "key") + " vmap " + part(inside, "data");
      case "mangle" -> part(inside, "key") + " set " + part(inside, "value");
      case "limit" -> limit(value);
      case "quota" -> value instanceof String named ? "quota name " + quoted(named) : quota(inside);
      case "ct count" -> words("ct count", inside.isTrue("inv") ? "over" : "", inside.text("val"));
      case "snat", "dnat", "masquerade", "redirect", "tproxy" -> translation(kind, inside);
      case "reject" -> reject(inside);
      case "set", "map" -> update(kind, inside);
      case "meter" ->
          "meter "
              + name(inside.text("name"))
              + " { "
              + part(inside, "key")
              + " "
              + String.join(" ", statements(inside.get("stmt").orElse(List.of())))
              + " }";
      case "ct helper", "ct timeout", "ct expectation" ->
          kind + " set " + quoted(String.valueOf(value));
      case "counter" -> value instanceof String name ? "counter name " + quoted(name) : "counter";
      case "log", "comment", "dup", "flow", "last", "secmark" -> "counter";
      case "fwd" -> "drop";
      case "queue" -> "queue";
      case "synproxy" ->
          value instanceof String name ? "synproxy name " + quoted(name) : "synproxy";
      case "notrack", "accept", "drop", "continue", "return" -> kind;
      case "jump", "goto" -> kind + " " + name(inside.text("target"));
      default -> "xt match " + name(kind);
    };
  }

  /** Which numbers a generator gives. */
  private static String numbers(Json generator) {
    return " mod "
        + generator.text("mod")
        + generator.get("seed").map(seed -> " seed " + seed).orElse("")
        + generator.get("offset").map(offset -> " offset " + offset).orElse("");
  }

  private static String operator(String operator) {
    return operator.equals("in") ? "" : operator;
  }

  static String limit(Object value) {
    if (value instanceof String named) {
      return "limit name " + quoted(named);
    }
    return "limit " + rate(object(value));
  }

  static String rate(Json limit) {
    String unit = limit.get("rate_unit").map(text -> " " + text).orElse("");
    String burst =
        limit
            .get("burst")
            .filter(number -> !number.equals(0L))
            .map(
                number ->
                    "burst "
                        + number
                        + " "
                        + limit.get("burst_unit").orElse(unit.isEmpty() ? "packets" : "bytes"))
            .orElse("");
    return words(
        "rate",
        limit.isTrue("inv") ? "over" : "",
        limit.text("rate") + unit + "/" + limit.get("per").orElse("second"),
        burst);
  }

  private static String quota(Json quota) {
    return words(
        "quota",
        quota.isTrue("inv") ? "over" : "",
        quota.text("val"),
        quota.get("val_unit").map(String::valueOf).orElse("bytes"));
  }

  private static String translation(String kind, Json inside) {
    String address = part(inside, "addr");
    boolean isV6 = inside.get("addr").filter(one -> String.valueOf(one).contains(":")).isPresent();
    String port = inside.get("port").map(value -> ":" + expression(value)).orElse("");
    String to = isV6 && !port.isEmpty() && !address.contains(" ") ? "[" + address + "]" : address;
    StringJoiner flags = new StringJoiner(",");
    for (Object flag : list(inside.get("flags").orElse(List.of()))) {
      flags.add(String.valueOf(flag));
    }
    return words(
        kind,
        inside.text("family"),
        to.isEmpty() && port.isEmpty() ? "" : "to",
        to + port,
        flags.toString());
  }

  private static String reject(Json inside) {
    String type = inside.text("type");
    if (type.isEmpty()) {
      return "reject";
    }
    return type.equals("tcp reset")
        ? "reject with tcp reset"
        : words("reject with", type, part(inside, "expr"));
  }

  private static String update(String kind, Json inside) {
    String set = inside.text(kind);
    StringBuilder text = new StringBuilder(inside.text("op"));
    text.append(' ')
        .append(set.startsWith("@") ? set : "@" + set)
        .append(" { ")
        .append(part(inside, "elem"));
    for (String statement : statements(inside.get("stmt").orElse(List.of()))) {
      text.append(' ').append(statement);
    }
    inside.get("data").ifPresent(data -> text.append(" : ").append(expression(data)));
    return text.append(" }").toString();
  }
}

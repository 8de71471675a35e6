package dev.postern.postfix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Lookup tables as chance has them, and keys that have a chance to be in them. */
final class RandomTables {
  private static final List<String> WORDS =
      List.of(
          "a", "b", "ab", "A", "example.com", "1", "10.0.0.1", "a.b", "x@y", "b-a", "OK", "a_1");
  private static final List<String> VALUES =
      List.of("OK", "REJECT", "reject no thanks", "DUNNO", "550 a  b", "a", "b", "x = y", "$$5");
  private static final String SIGNS = "aAbB1._-@ ";

  private final Random random;
  private final Map<String, String> files = new TreeMap<>();

  RandomTables(long seed) {
    this.random = new Random(seed);
  }

  /** The files that the tables read, by name. */
  Map<String, String> files() {
    return files;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A table of a kind; {@code directory} is where the files will be. */
  String table(String kind, String directory) {
    String file = directory + "/t" + files.size();
    return switch (kind) {
      case "texthash", "hash", "btree" -> file(kind, file, () -> keyLine(kind));
      case "cidr" -> chance(30) ? embedded(kind, this::cidrRule) : file(kind, file, this::cidrRule);
      case "regexp", "pcre" ->
          chance(30)
              ? embedded(kind, () -> patternRule(kind))
              : file(kind, file, () -> patternRule(kind));
      case "static" -> "static:" + (chance(50) ? pick(WORDS) : "{ " + pick(VALUES) + " }");
      case "inline" -> inline();
      case "unionmap", "pipemap" -> nested(kind, directory);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private interface Line {
    String make();
  }

  private String file(String kind, String path, Line line) {
    StringBuilder text = new StringBuilder(chance(10) ? "# comment\n" : "");
    int lines = random.nextInt(8);
    for (int i = 0; i < lines; i++) {
      text.append(chance(5) ? "\n" : "").append(chance(5) ? "  # note\n" : "");
      text.append(line.make()).append(chance(5) ? " \n" : "\n");
    }
    files.put(path, text.toString());
    return kind + ":" + path;
  }

  private String embedded(String kind, Line line) {
    StringBuilder text = new StringBuilder(kind + ":{");
    int lines = 1 + random.nextInt(4);
    for (int i = 0; i < lines; i++) {
      text.append(i == 0 ? "{" : ", { ").append(balanced(line)).append(chance(50) ? " }" : "}");
    }
    return text.append('}').toString();
  }

  /** A rule whose braces balance. */
  private static String balanced(Line line) {
    for (int i = 0; i < 100; i++) {
      String text = line.make();
      if (text.indexOf('{') < 0 && text.indexOf('}') < 0 && text.indexOf('\n') < 0) {
        return text;
      }
    }
    return "/a/ OK";
  }

  private String keyLine(String kind) {
    String key =
        switch (random.nextInt(12)) {
          case 0 -> "\"a b\"";
          case 1 -> "a\\ b";
          case 2 -> "\"open";
          case 3 -> kind.equals("texthash") ? "k" + random.nextInt(1000) : pick(WORDS);
          default -> pick(WORDS);
        };
    String value =
        switch (random.nextInt(10)) {
          case 0 -> "";
          case 1 -> "\n " + pick(VALUES);
          case 2 -> " \t" + pick(VALUES) + " ";
          default -> " " + pick(VALUES);
        };
    return key + value;
  }

  private String inline() {
    StringBuilder text = new StringBuilder("inline:{");
    int entries = chance(5) ? 0 : 1 + random.nextInt(4);
    for (int i = 0; i < entries; i++) {
      text.append(chance(50) ? " " : ", ")
          .append(
              switch (random.nextInt(10)) {
                case 0 -> pick(WORDS);
                case 1 -> pick(WORDS) + "=";
                case 2, 3, 4 -> "{" + pick(WORDS) + " = " + pick(VALUES) + " }";
                case 5 -> "{" + pick(WORDS) + "=" + pick(VALUES) + "}" + (chance(20) ? "x" : "");
                default -> pick(WORDS) + "=" + pick(WORDS);
              });
    }
    return text.append(chance(3) ? "} x" : " }").toString();
  }

  private String nested(String kind, String directory) {
    List<String> kinds = List.of("inline", "static", "texthash", "cidr", "regexp", "pcre");
    StringBuilder text = new StringBuilder(kind + ":{");
    int tables = chance(3) ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < tables; i++) {
      String inner = chance(20) ? nested(kind, directory) : part(pick(kinds), directory);
      text.append(i == 0 ? "" : ", ");
      boolean splits = inner.matches("(?s).*[\\s,].*") && inner.indexOf('{') < 0;
      text.append(splits ? "static:a" : inner);
    }
    return text.append('}').toString();
  }

  /** A table within another: no key comes twice, of which postmap only warns. */
  private String part(String kind, String directory) {
    if (!kind.equals("texthash")) {
      return table(kind, directory);
    }
    String path = directory + "/t" + files.size();
    StringBuilder text = new StringBuilder();
    for (String word : WORDS) {
      text.append(chance(30) && !word.equals("A") ? word + " " + pick(WORDS) + "\n" : "");
    }
    files.put(path, text.toString());
    return kind + ":" + path;
  }

  private String cidrRule() {
    return switch (random.nextInt(16)) {
      case 0 -> "if " + (chance(30) ? "!" : "") + network();
      case 1, 2 -> pick(List.of("endif", "ENDIF", "endif x", "endif ", "iff", "if"));
      case 3 -> "!" + network() + " " + pick(VALUES);
      case 4 -> "! " + network() + "\n  " + pick(VALUES);
      case 5 -> network();
      case 6 -> pick(WORDS) + " " + pick(VALUES);
      default -> network() + (chance(50) ? "\t" : "  ") + pick(VALUES);
    };
  }

  private String network() {
    return pick(
        List.of(
            "10.0.0.0/8",
            "10.0.0.0/24",
            "10.0.0.1",
            "10.0.0.1/8",
            "0.0.0.0/0",
            "010.0.0.1",
            "10.0.0.0/33",
            "10.0.0/24",
            "[10.0.0.0]/8",
            "[10.0.0.0/8]",
            "[10.0.0.1]",
            "[10.0.0.1",
            "192.168.0.0/16",
            "::/0",
            "2001:db8::/32",
            "[2001:db8::1]",
            "[2001:db8::]/64",
            "::1",
            "::ffff:10.0.0.0/104",
            "2001:DB8::1",
            "10.0.0.0/",
            "10.0.0.0/08",
            "[10.0.0.1]x",
            "/8"));
  }

  private String patternRule(String kind) {
    String replacement =
        switch (random.nextInt(10)) {
          case 0 -> "";
          case 1 -> "$1";
          case 2 -> "a ${1} b$(2)";
          case 3 -> "$x";
          case 4 -> "${1";
          case 5 -> "$$1 $2";
          default -> pick(VALUES);
        };
    String rule =
        switch (random.nextInt(20)) {
          case 0 -> "if " + condition(kind);
          case 1 -> "if" + condition(kind) + " x";
          case 2, 3 -> pick(List.of("endif", "ENDIF", "endif x", "iffy", "nonsense a"));
          case 4 -> "!" + condition(kind) + " " + replacement;
          case 5 -> "! !" + condition(kind) + "  " + replacement;
          case 6 ->
              condition(kind) + (kind.equals("regexp") ? "!" + condition(kind) : "") + replacement;
          case 7 -> "/" + pattern(kind, 2) + " " + replacement;
          default -> condition(kind) + " " + replacement;
        };
    return rule.startsWith(" ") ? "/" + rule : rule;
  }

  private String condition(String kind) {
    String sign = pick(List.of("/", "/", "/", "|", ",", "%"));
    String options =
        chance(70)
            ? ""
            : kind.equals("pcre")
                ? pick(List.of("i", "ii", "m", "s", "E", "A", "U", "X", "q", "iA"))
                : pick(List.of("i", "ii", "m", "im", "q"));
    return sign + pattern(kind, 3).replace(sign, "\\" + sign) + sign + options;
  }

  /** A pattern of the kind, mostly well-formed. */
  String pattern(String kind, int depth) {
    StringBuilder text = new StringBuilder(chance(25) ? "^" : "");
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      text.append(chance(8) && i > 0 ? "|" : "").append(atom(kind, depth)).append(quantifier(kind));
    }
    return text.append(chance(25) ? "$" : "").toString();
  }

  private String quantifier(String kind) {
    if (chance(65)) {
      return "";
    }
    String one =
        pick(List.of("*", "+", "?", "{2}", "{1,}", "{1,2}", "{,2}", "{0,1}", "{2,1}", "{"));
    return switch (random.nextInt(12)) {
      case 0 -> one + "?";
      case 1 -> one + "*";
      case 2 -> kind.equals("pcre") ? one + "+" : one;
      default -> one;
    };
  }

  private String atom(String kind, int depth) {
    if (depth > 0 && chance(20)) {
      String inner = pattern(kind, depth - 1) + (chance(40) ? "|" + pattern(kind, depth - 1) : "");
      return (kind.equals("pcre")
              ? pick(List.of("(", "(?:", "(?i:", "(?-i:", "(?<n>", "(?=", "(?!", "(?>", "(?i)("))
              : "(")
          + inner
          + (chance(3) ? "" : ")");
    }
    return switch (random.nextInt(9)) {
      case 0 -> ".";
      case 1 -> bracket();
      case 2 ->
          kind.equals("pcre")
              ? pick(
                  List.of(
                      "\\d",
                      "\\D",
                      "\\w",
                      "\\W",
                      "\\s",
                      "\\S",
                      "\\.",
                      "\\-",
                      "\\@",
                      "\\b",
                      "\\B",
                      "\\A",
                      "\\z",
                      "\\Z",
                      "\\h",
                      "\\N",
                      "\\x61",
                      "\\x{62}",
                      "\\061",
                      "\\Qa.\\E",
                      "\\1",
                      "\\R",
                      "\\K",
                      "\\pL",
                      "\\y",
                      "\\t",
                      "\\e",
                      "\\E",
                      "\\_"))
              : pick(
                  List.of(
                      "\\d", "\\w", "\\W", "\\s", "\\S", "\\.", "\\-", "\\@", "\\b", "\\B", "\\<",
                      "\\>", "\\`", "\\'", "\\1", "\\n", "\\|", "\\(", "\\{", "\\+", "\\_", ")"));
      default -> String.valueOf(SIGNS.charAt(random.nextInt(SIGNS.length() - 1)));
    };
  }

  private String bracket() {
    StringBuilder text = new StringBuilder(chance(30) ? "[^" : "[");
    text.append(chance(10) ? "]" : "");
    int members = 1 + random.nextInt(3);
    for (int i = 0; i < members; i++) {
      text.append(
          switch (random.nextInt(10)) {
            case 0 -> "a-b";
            case 1 -> "[:alpha:]";
            case 2 ->
                pick(List.of("[:digit:]", "[:UPPER:]", "[:upper:]", "[:word:]", "[:^digit:]"));
            case 3 -> "-";
            case 4 -> pick(List.of("\\d", "\\.", "\\", "\\w", "\\s", "\\b", "\\-", "\\x61", "\\]"));
            case 5 ->
                pick(List.of("[", "^", "[.a.]", "[=a=]", "0-9", "A-Z", "+--", "b-a", "$", "|"));
            default -> String.valueOf(SIGNS.charAt(random.nextInt(SIGNS.length() - 1)));
          });
    }
    return text.append(chance(3) ? "" : "]").toString();
  }

  /** Keys without line ends or tabs; none is empty. */
  List<String> keys(String kind) {
    List<String> keys = new ArrayList<>(WORDS);
    keys.addAll(
        List.of(
            "10.0.0.2",
            "010.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "8.8.8.8",
            "2001:db8::1",
            "2001:0db8:0::1",
            "::1",
            "::ffff:10.0.0.1",
            "[10.0.0.1]",
            "\"a b\"",
            "a\\ b",
            "A.B"));
    if (kind.equals("regexp") || kind.equals("pcre") || kind.endsWith("map")) {
      for (int i = 0; i < 25; i++) {
        StringBuilder key = new StringBuilder(String.valueOf(SIGNS.charAt(random.nextInt(8))));
        int length = random.nextInt(7);
        for (int at = 0; at < length; at++) {
          key.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        keys.add(key.toString().strip());
      }
    }
    return keys;
  }
}

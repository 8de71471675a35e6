package dev.postern.firewall;

import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the rules stand in their files to which the kernel's counters belong. */
public final class RulePlaces {
  private static final Pattern NFT_TABLE = Pattern.compile("table (\\S+) (\\S+) \\{");
  private static final Pattern NFT_CHAIN = Pattern.compile("\\s+chain (\\S+) \\{");

  private RulePlaces() {}

  /** The lines of a file of iptables-save text by the names that {@link Kernel.Met} has. */
  public static Map<String, String> iptables(String file, Family family, List<String> lines) {
    Map<String, String> places = new HashMap<>();
    Map<String, List<Integer>> chains = new HashMap<>();
    String table = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String[] words = line.split(" ", 3);
      if (line.startsWith("*")) {
        table = line.substring(1);
      } else if (line.startsWith(":")) {
        places.put(
            "v%d %s %s 0".formatted(family.number(), table, words[0].substring(1)),
            file + ":" + (i + 1));
      } else if (words[0].equals("-A") || words[0].equals("-I")) {
        List<Integer> rules =
            chains.computeIfAbsent(
                "v%d %s %s".formatted(family.number(), table, words[1]), none -> new ArrayList<>());
        rules.add(words[0].equals("-I") ? 0 : rules.size(), i + 1);
      }
    }
    number(file, chains, places);
    return places;
  }

  /**
   * The same of a file in blocks of nft, in which each rule is a line that begins with two tabs; of
   * the rules those whose counter tells their verdict.
   */
  public static Map<String, String> nft(String file, List<String> lines) {
    Map<String, List<Integer>> chains = new HashMap<>();
    String table = "";
    String chain = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher opened = NFT_TABLE.matcher(line);
      Matcher begun = NFT_CHAIN.matcher(line);
      if (opened.matches()) {
        table = opened.group(1) + " " + opened.group(2);
      } else if (begun.matches()) {
        chain = table + " " + begun.group(1);
      } else if (line.equals("\t}")) {
        chain = "";
      } else if (line.startsWith("\t\t") && !chain.isEmpty()) {
        chains.computeIfAbsent(chain, none -> new ArrayList<>()).add(i + 1);
      }
    }
    Map<String, String> places = new HashMap<>();
    number(file, chains, places);
    places.values().removeIf(place -> !isCounted(lines, place));
    return places;
  }

  private static boolean isCounted(List<String> lines, String place) {
    String line = lines.get(Integer.parseInt(place.substring(place.indexOf(':') + 1)) - 1);
    return line.contains("counter ") && !line.contains("; }") && !line.contains("map ");
  }

  private static void number(
      String file, Map<String, List<Integer>> chains, Map<String, String> places) {
    chains.forEach(
        (chain, rules) -> {
          for (int i = 0; i < rules.size(); i++) {
            places.put(chain + " " + (i + 1), file + ":" + rules.get(i));
          }
        });
  }
}

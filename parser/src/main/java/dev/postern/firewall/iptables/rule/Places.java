package dev.postern.firewall.iptables.rule;

import dev.postern.data.DataFile;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables and chains in which the kernel takes an extension: {@code places.tsv}. */
public final class Places {
  private static final Set<String> KERNELS_OWN =
      Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
  private static final String EVERYWHERE = "-";

  private Places() {}

  private record Place(boolean isTarget, String name, String option, String tables, String chains) {
    boolean isFor(Use use) {
      boolean isSame = use.extension().filter(known -> known.isTarget() == isTarget).isPresent();
      return isSame && use.name().equals(name) && (option.equals(EVERYWHERE) || has(use));
    }

    private boolean has(Use use) {
      int equals = option.indexOf('=');
      Optional<Option> given = use.option(equals < 0 ? option : option.substring(0, equals));
      return given
          .filter(one -> equals < 0 || one.value().equals(option.substring(equals + 1)))
          .isPresent();
    }
  }

  /** Those that there are, read at first use. */
  private static final class Loaded {
    static final List<Place> PLACES = load();

    private static List<Place> load() {
      List<Place> places = new ArrayList<>();
      for (String[] row : DataFile.rows(Places.class, "places.tsv", 5)) {
        places.add(new Place(row[0].equals("target"), row[1], row[2], row[3], row[4]));
      }
      return places;
    }
  }

  /**
   * The kernel's own chains in which a rule may stand, or from which its chain may be called.
   *
   * @param name of the extension for which it is so
   */
  public record Bound(String name, List<String> chains) {
    /** Why the rule is refused where a chain leads to it; empty where it is taken. */
    public Optional<String> objection(String chain) {
      return chains.contains(chain)
          ? Optional.empty()
          : Optional.of(
              "the kernel does not take %s in the chain %s, which leads here; expected %s"
                  .formatted(name, chain, String.join(" or ", chains)));
    }
  }

  /**
   * What binds a rule to some of the kernel's own chains, wherever it stands: checks of options
   * look at the chain alone that the rule is in, nft_match_validate().
   */
  public static List<Bound> bounds(RuleText rule) {
    List<Bound> bounds = new ArrayList<>();
    for (Use use : rule.uses()) {
      for (Place place : Loaded.PLACES) {
        boolean isBound = place.option().equals(EVERYWHERE) && !place.chains().equals(EVERYWHERE);
        if (isBound && place.isFor(use)) {
          bounds.add(new Bound(use.name(), List.of(place.chains().split(",", -1))));
        }
      }
    }
    return bounds;
  }

  /** Refuses a rule of whose extensions one has no place in a chain. */
  public static void check(RuleText rule, String table, String chain) throws Refusal {
    for (Use use : rule.uses()) {
      for (Place place : Loaded.PLACES) {
        if (place.isFor(use)) {
          check(use, table, place.tables(), "table");
          if (KERNELS_OWN.contains(chain)) {
            check(use, chain, place.chains(), "chain");
          }
        }
      }
    }
  }

  private static void check(Use use, String where, String places, String kind) throws Refusal {
    if (!places.equals(EVERYWHERE) && !List.of(places.split(",", -1)).contains(where)) {
      throw new Refusal(
          use.word(),
          "the kernel does not take %s in the %s %s; expected %s"
              .formatted(use.name(), kind, where, places.replace(",", " or ")));
    }
  }
}

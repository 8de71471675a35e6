package dev.postern.firewall.iptables.rule;

import dev.postern.data.DataFile;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What iptables takes as the values of options, whatever else a rule says: {@code values.tsv}. */
final class OptionValues {
  private final Map<String, List<String[]>> rows = new HashMap<>();

  /** By extension and option; those of an extension are read once a rule has it. */
  private final Map<String, Map<String, List<ValueForm>>> forms = new ConcurrentHashMap<>();

  private OptionValues() {
    for (String[] row : DataFile.rows(OptionValues.class, "values.tsv", 5)) {
      rows.computeIfAbsent(key(row[0].equals("target"), row[1]), name -> new ArrayList<>())
          .add(row);
    }
  }

  private Map<String, List<ValueForm>> of(String extension) {
    return forms.computeIfAbsent(extension, this::read);
  }

  private Map<String, List<ValueForm>> read(String extension) {
    Map<String, List<ValueForm>> found = new HashMap<>();
    for (String[] row : rows.getOrDefault(extension, List.of())) {
      found.computeIfAbsent(row[2], option -> new ArrayList<>()).add(ValueForm.of(row[3], row[4]));
    }
    return found;
  }

  /** Those that there are, read at first use. */
  private static final class Loaded {
    static final OptionValues VALUES = new OptionValues();
  }

  private static String key(boolean isTarget, String name) {
    return (isTarget ? "-j " : "-m ") + name;
  }

  /** Refuses the first option of an extension whose value iptables does not take. */
  static void check(Use use, Catalogue catalogue, Family family) throws Refusal {
    boolean isTarget = use.extension().filter(extension -> extension.isTarget()).isPresent();
    Map<String, List<ValueForm>> known = Loaded.VALUES.of(key(isTarget, use.name()));
    for (Option option : known.isEmpty() ? List.<Option>of() : use.options()) {
      List<ValueForm> any = known.getOrDefault(option.name(), List.of());
      String value = option.arguments().stream().map(Word::text).collect(Collectors.joining(" "));
      if (!any.isEmpty()
          && !option.arguments().isEmpty()
          && any.stream().noneMatch(form -> form.takes(value, catalogue, family))) {
        String expected =
            any.stream()
                .map(ValueForm::expected)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(" or "));
        throw new Refusal(
            option.argument(),
            "'%s' is no value for %s".formatted(value, option.name())
                + (expected.isEmpty() ? "" : "; expected " + expected));
      }
    }
  }
}

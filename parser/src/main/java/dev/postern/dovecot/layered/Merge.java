package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.settings.View;
import dev.postern.dovecot.syntax.Written;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the filters that match a connection make of the settings together: the most specific filter
 * wins; filters of which none is the wider one must not set the same (config_filter_parsers_get(),
 * Dovecot 2.3.19.1).
 *
 * @param conflict Dovecot's message when they do; a login process then gets no settings at all
 */
record Merge(SectionView root, Optional<String> conflict, List<Layer> layers) implements View {

  @Override
  public Optional<String> failure() {
    return conflict;
  }

  @Override
  public Span place() {
    return layers.get(0).place();
  }

  @Override
  public Optional<Written> written(String key) {
    return root.written(key);
  }

  /**
   * @param matching the layers whose filters match, in the order in which they were opened
   */
  static Merge of(SettingsTable table, List<Layer> matching) {
    List<Layer> layers = new ArrayList<>(matching);
    layers.sort((a, b) -> Filter.MOST_SPECIFIC.compare(a.filter(), b.filter()));
    SectionView root = SectionView.of(table, layers.get(0).root());
    for (int i = 1; i < layers.size(); i++) {
      Layer next = layers.get(i);
      boolean strict = !next.filter().isSupersetOf(layers.get(i - 1).filter());
      Optional<String> conflict = root.takeFrom(SectionView.of(table, next.root()), strict);
      if (conflict.isPresent()) {
        Span place = next.place();
        String message =
            "Conflict in setting %s found from filter at /%s:%d"
                .formatted(conflict.get(), place.file(), place.line());
        return new Merge(root, Optional.of(message), List.copyOf(layers));
      }
    }
    return new Merge(root, Optional.empty(), List.copyOf(layers));
  }
}

package dev.postern.dovecot;

import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  static Merge of(List<Layer> all, Filter asked) {
    List<Layer> layers =
        all.stream()
            .filter(layer -> layer.filter().matches(asked))
            .sorted((a, b) -> Filter.MOST_SPECIFIC.compare(a.filter(), b.filter()))
            .toList();
    SectionView root = new SectionView(layers.stream().map(Layer::root).toList());
    return new Merge(root, conflict(layers), layers);
  }

  private static Optional<String> conflict(List<Layer> layers) {
    Set<String> changed = new HashSet<>(keys(layers.get(0)));
    for (int i = 1; i < layers.size(); i++) {
      Layer next = layers.get(i);
      if (!next.filter().isSupersetOf(layers.get(i - 1).filter())) {
        for (String key : keys(next)) {
          if (changed.contains(key)) {
            Span place = next.place();
            return Optional.of(
                "Conflict in setting %s found from filter at /%s:%d"
                    .formatted(key, place.file(), place.line()));
          }
        }
      }
      changed.addAll(keys(next));
    }
    return Optional.empty();
  }

  private static List<String> keys(Layer layer) {
    Map<String, Written> values = layer.root().values();
    return new ArrayList<>(values.keySet());
  }
}

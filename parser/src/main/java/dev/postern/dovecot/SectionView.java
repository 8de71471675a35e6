package dev.postern.dovecot;

import dev.postern.dovecot.SettingsTable.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One section as a connection sees it: what the filters that match it wrote there, the most
 * specific first.
 *
 * @param parts at least one, all of the same kind
 */
record SectionView(List<Section> parts) {

  SectionView {
    parts = List.copyOf(parts);
  }

  String kind() {
    return parts.get(0).kind();
  }

  /** A section whose defaults count. */
  Section base() {
    return parts.get(parts.size() - 1);
  }

  Optional<Written> written(String key) {
    for (Section part : parts) {
      Written written = part.values().get(key);
      if (written != null) {
        return Optional.of(written);
      }
    }
    return Optional.empty();
  }

  List<String> ids(String list) {
    Set<String> ids = new LinkedHashSet<>();
    for (Section part : parts) {
      ids.addAll(part.ids(list));
    }
    return List.copyOf(ids);
  }

  Optional<SectionView> child(String list, String id) {
    List<Section> found = new ArrayList<>();
    for (Section part : parts) {
      part.find(list, id).ifPresent(found::add);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new SectionView(found));
  }

  /** The keys of a section that takes any key; empty when it is not there. */
  Map<String, Written> pairs(String key) {
    Map<String, Written> merged = new LinkedHashMap<>();
    for (Section part : parts) {
      part.pairs(key).ifPresent(pairs -> pairs.forEach(merged::putIfAbsent));
    }
    return merged;
  }

  /** Follows a path to a setting; empty when there is none. */
  Optional<Found> find(SettingsTable table, String path) {
    String[] parts = path.split("/", -1);
    SectionView at = this;
    for (int i = 0; i + 1 < parts.length; i += 2) {
      Optional<Definition> list = table.find(at.kind(), parts[i]);
      if (list.filter(d -> d.type() == SettingType.PAIRS).isPresent()) {
        Written written = at.pairs(parts[i]).get(parts[parts.length - 1]);
        return Optional.of(new Found(at, Optional.empty(), Optional.ofNullable(written)));
      }
      Optional<SectionView> next =
          i + 2 < parts.length
              ? at.child(parts[i], SectionNames.unescape(parts[i + 1]))
              : Optional.empty();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    SectionView end = at;
    return table
        .find(end.kind(), parts[parts.length - 1])
        .map(d -> new Found(end, Optional.of(d), end.written(d.key())));
  }

  /** A setting of a section. */
  record Found(SectionView section, Optional<Definition> definition, Optional<Written> written) {}
}

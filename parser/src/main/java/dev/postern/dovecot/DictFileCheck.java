package dev.postern.dovecot;

import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.ExternalFile.Section;
import dev.postern.dovecot.settings.ExternalFile.Written;
import dev.postern.source.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sections of a file by which a database of the driver dict is configured, and the keys that
 * its settings name (parse_section() and db_dict_settings_parse(), Dovecot 2.3.19.1
 * src/auth/db-dict.c).
 */
record DictFileCheck(ExternalFile file) {
  private static final List<String> SECTIONS = List.of("key", "passdb_fields", "userdb_fields");

  /** What is wrong; empty when auth takes it. */
  Optional<Problem> refusal() {
    return file.sections().stream()
        .flatMap(section -> misplaced(section).stream())
        .findFirst()
        .or(() -> missing("passdb_objects", "password_key", "passdb"))
        .or(() -> missing("userdb_objects", "user_key", "userdb"));
  }

  private static Optional<Problem> misplaced(Section section) {
    if (!SECTIONS.contains(section.type())) {
      return ExternalCheck.refused(section.place(), "Unknown section");
    }
    if (section.type().equals("key") && section.name().indexOf('.') >= 0) {
      return ExternalCheck.refused(section.place(), "Key section names must not contain '.'");
    }
    return section
        .inside()
        .flatMap(place -> ExternalCheck.refused(place, "Nested sections not supported"));
  }

  /**
   * A key that is not there, or has no fields.
   *
   * @param old the setting of before, which makes a key
   * @param made that key's name
   */
  private Optional<Problem> missing(String setting, String old, String made) {
    Written objects = file.values().get(setting);
    if (objects == null) {
      return Optional.empty();
    }
    return Arrays.stream(objects.text().split(" ", -1))
        .filter(name -> !name.isEmpty())
        .filter(name -> !(name.equals(made) && file.values().containsKey(old)))
        .flatMap(name -> fault(name).stream())
        .findFirst()
        .flatMap(
            fault ->
                ExternalCheck.refused(
                    objects.place(), "dict: %s refers to key %s".formatted(setting, fault)));
  }

  private Optional<String> fault(String name) {
    Optional<Section> key =
        file.sections().stream()
            .filter(section -> section.type().equals("key") && section.name().equals(name))
            .findFirst();
    if (key.isEmpty()) {
      return Optional.of(name + ", which doesn't exist");
    }
    Written format = key.get().values().get("format");
    return format == null || format.text().equals("value")
        ? Optional.of(name + ", but it's in value-only format")
        : Optional.empty();
  }
}

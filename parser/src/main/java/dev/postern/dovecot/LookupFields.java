package dev.postern.dovecot;

import dev.postern.fact.Fact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the settings of a database add to its answers: {@code nopassword}, {@code proxy=y
 * host=192.0.2.1} (auth_request_set_field(), Dovecot 2.3.19.1 src/auth/auth-request.c).
 *
 * @param places the fields by name, for each place in which they may stand
 */
record LookupFields(List<Fact<Map<String, Fact<String>>>> places) {

  /** Fields separated by blanks, each with its value or none. */
  static LookupFields of(List<Fact<String>> texts) {
    return new LookupFields(texts.stream().map(text -> text.map(all -> read(text, all))).toList());
  }

  private static Map<String, Fact<String>> read(Fact<String> from, String text) {
    Map<String, Fact<String>> fields = new LinkedHashMap<>();
    for (String word : text.strip().split("[ \t]+", -1)) {
      int sign = word.indexOf('=');
      String value = sign < 0 ? "" : word.substring(sign + 1);
      fields.put(sign < 0 ? word : word.substring(0, sign), Fact.known(value, from.origins()));
    }
    return fields;
  }

  /** Whether a field is added, whatever its value. */
  Fact<Boolean> have(String name) {
    Fact<Boolean> any = Fact.known(false);
    for (Fact<Map<String, Fact<String>>> place : places) {
      any = Fact.or(any, place.map(fields -> fields.containsKey(name)));
    }
    return any;
  }

  /** Whether a field is added with a value. */
  Fact<Boolean> have(String name, String value) {
    Fact<Boolean> any = Fact.known(false);
    for (Fact<Map<String, Fact<String>>> place : places) {
      any =
          Fact.or(
              any,
              in(place, name)
                  .map(text -> text.map(value::equals))
                  .orElseGet(() -> place.map(fields -> false)));
    }
    return any;
  }

  /** The value of a field; empty where it is not added. */
  Optional<Fact<String>> value(String name) {
    return places.stream()
        .flatMap(place -> in(place, name).stream())
        .findFirst()
        .or(
            () ->
                places.stream()
                    .filter(place -> !place.isKnown())
                    .findFirst()
                    .map(place -> place.map(fields -> "")));
  }

  private static Optional<Fact<String>> in(Fact<Map<String, Fact<String>>> place, String name) {
    return place.toOptional().flatMap(fields -> Optional.ofNullable(fields.get(name)));
  }
}

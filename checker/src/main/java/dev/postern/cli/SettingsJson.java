package dev.postern.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.fact.Fact;
import dev.postern.report.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;

/** Settings as one flat object; a value that is not known is null. */
final class SettingsJson {
  private SettingsJson() {}

  static String of(DaemonSettings settings, String root, boolean origins) throws IOException {
    StringWriter text = new StringWriter();
    OriginNotes notes = new OriginNotes(root);
    try (JsonGenerator json = Json.generator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Fact<String>> entry : settings.flat().entrySet()) {
        json.writeFieldName(entry.getKey());
        if (origins) {
          json.writeStartObject();
          json.writeFieldName("value");
          value(json, entry.getValue());
          json.writeStringField("origin", notes.place(entry.getValue().origins()));
          json.writeEndObject();
        } else {
          value(json, entry.getValue());
        }
      }
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void value(JsonGenerator json, Fact<String> fact) throws IOException {
    Optional<String> value = fact.toOptional();
    if (value.isPresent()) {
      json.writeString(value.get());
    } else {
      json.writeNull();
    }
  }
}

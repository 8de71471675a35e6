package dev.postern.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.posture.tls.Suite;
import dev.postern.report.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** Suites as lines and as JSON. */
final class SuiteText {
  private SuiteText() {}

  static String lines(List<Suite> suites) {
    StringBuilder text = new StringBuilder();
    for (Suite suite : suites) {
      text.append(suite.name()).append('\n');
    }
    return text.toString();
  }

  static String json(List<Suite> suites) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.generator(text)) {
      json.writeStartArray();
      for (Suite suite : suites) {
        json.writeStartObject();
        json.writeStringField("name", suite.name());
        json.writeStringField("iana", suite.iana());
        json.writeStringField("protocol", suite.version().toString());
        json.writeStringField("key-exchange", suite.keyExchange());
        json.writeStringField("authentication", suite.authentication());
        json.writeStringField("encryption", suite.encryption());
        json.writeNumberField("bits", suite.bits());
        json.writeStringField("mac", suite.mac());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return text + "\n";
  }
}

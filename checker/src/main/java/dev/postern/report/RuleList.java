package dev.postern.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.policy.Pack;
import dev.postern.policy.Parameter;
import dev.postern.policy.Policy;
import dev.postern.policy.Reference;
import dev.postern.policy.Rule;
import dev.postern.posture.shape.Word;
import java.io.IOException;
import java.io.Writer;

/** The rules of a policy. */
public final class RuleList {
  private RuleList() {}

  /** Writes a line a rule. */
  public static void table(Policy policy, Writer out, Paint paint) throws IOException {
    Table table = new Table("RULE", "SEVERITY", "JUDGES", "NAME", "TITLE");
    for (Rule rule : policy.rules()) {
      table.row(rule.id(), Word.of(rule.severity()), rule.each().name(), rule.name(), rule.title());
    }
    StringBuilder text = new StringBuilder();
    table.append(text, paint);
    out.append(text);
  }

  /** Writes {@code {"schema": 1, "packs": […], "rules": […]}}. */
  public static void json(Policy policy, Writer out) throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", 1);
      json.writeArrayFieldStart("packs");
      for (Pack pack : policy.packs()) {
        json.writeString(pack.name());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("rules");
      for (Rule rule : policy.rules()) {
        rule(json, rule);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void rule(JsonGenerator json, Rule rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", rule.id());
    json.writeStringField("name", rule.name());
    json.writeStringField("title", rule.title());
    json.writeStringField("severity", Word.of(rule.severity()));
    json.writeStringField("each", rule.each().name());
    json.writeObjectFieldStart("parameters");
    for (Parameter parameter : rule.parameters()) {
      json.writeStringField(parameter.name(), parameter.value());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("references");
    for (Reference reference : rule.references()) {
      json.writeString(reference.toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

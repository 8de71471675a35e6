package dev.postern.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.postern.fact.Origin;
import dev.postern.source.Span;
import java.io.IOException;
import java.io.Writer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What all JSON that Postern writes has in common. */
public final class Json {
  private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

  private Json() {}

  /** A generator of indented JSON that leaves {@code out} open when closed. */
  public static JsonGenerator generator(Writer out) throws IOException {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withRootSeparator("\n"));
    printer.indentObjectsWith(INDENT);
    printer.indentArraysWith(INDENT);
    return factory.createGenerator(out).setPrettyPrinter(printer);
  }

  /** Writes a Boolean, an integer, a text or a collection of these. */
  static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Collection<?> values) {
      json.writeStartArray();
      for (Object element : values) {
        value(json, element);
      }
      json.writeEndArray();
    } else {
      json.writeString(value.toString());
    }
  }

  /** Writes {@code "location": {…}}, or null when there is none. */
  static void location(JsonGenerator json, @Nullable Span span) throws IOException {
    if (span == null) {
      json.writeNullField("location");
      return;
    }
    json.writeObjectFieldStart("location");
    json.writeStringField("file", span.file());
    json.writeNumberField("line", span.line());
    json.writeNumberField("column", span.column());
    json.writeNumberField("endLine", span.endLine());
    json.writeNumberField("endColumn", span.endColumn());
    json.writeEndObject();
  }

  /**
   * Writes the fields of an origin: {@code origin}, for a setting {@code location}, {@code text}.
   */
  static void origin(JsonGenerator json, Origin origin) throws IOException {
    if (origin instanceof Origin.Setting setting) {
      json.writeStringField("origin", "setting");
      location(json, setting.span());
      json.writeStringField("text", setting.text());
    } else if (origin instanceof Origin.Default standard) {
      json.writeStringField("origin", "default");
      json.writeStringField(
          "text",
          standard.setting()
              + " ("
              + standard.software()
              + " "
              + standard.versions()
              + " default)");
    } else {
      json.writeStringField("origin", "assumption");
      json.writeStringField("text", ((Origin.Assumption) origin).text());
    }
  }
}

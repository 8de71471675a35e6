package dev.postern.firewall.nftables.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.postern.firewall.nftables.load.JsonWords.Json;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Loads what {@code nft -j list ruleset} prints, or commands in the same form. */
public final class JsonLoader {
  private final Session session;
  private final FileRecord record;
  private final SourceFile source;

  public JsonLoader(Session session, SourceFile source) {
    this.session = session;
    this.record = session.record(source);
    this.source = source;
  }

  /** Whether a file holds JSON: no text of nft's own language starts with a brace. */
  public static boolean isJson(SourceFile source) {
    String text = source.text();
    int at = 0;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == '{';
  }

  /** Runs the commands in their order. */
  public void load() {
    try (JsonParser parser = JsonFactory.builder().build().createParser(source.text())) {
      commands(parser);
      // What nft lists names maps before the chains that they call.
      session.calls().settle();
    } catch (JsonProcessingException e) {
      long offset = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      int at = (int) Math.max(0, Math.min(offset, source.text().length()));
      record.syntax(new Refusal(new Place(at, at), "this is not JSON: " + e.getOriginalMessage()));
    } catch (Refusal refusal) {
      record.syntax(refusal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void commands(JsonParser parser) throws IOException, Refusal {
    boolean isArray =
        parser.nextToken() == JsonToken.START_OBJECT
            && "nftables".equals(parser.nextFieldName())
            && parser.nextToken() == JsonToken.START_ARRAY;
    if (!isArray) {
      throw new Refusal(place(parser, parser), "expected {\"nftables\": [ … ]}");
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      int start = offset(parser);
      Object value = value(parser, 0);
      Place place = new Place(start, offset(parser) + 1);
      for (Map.Entry<String, Object> entry : JsonWords.object(value).members().entrySet()) {
        command(entry.getKey(), entry.getValue(), place);
      }
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new Refusal(place(parser, parser), "expected an object in the list of nftables");
    }
  }

  private static int offset(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  private static Place place(JsonParser from, JsonParser to) {
    return new Place(offset(from), offset(to) + 1);
  }

  private static Object value(JsonParser parser, int depth) throws IOException, Refusal {
    if (depth > Term.DEEPEST) {
      throw new Refusal(place(parser, parser), "objects in each other, too deep");
    }
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser, depth + 1));
        }
        return new Json(members);
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, depth + 1));
        }
        return items;
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return parser.getBooleanValue();
      }
      case VALUE_NULL -> {
        return JsonWords.NULL;
      }
      default -> {
        return parser.getText();
      }
    }
  }

  private void command(String verb, Object value, Place place) {
    switch (verb) {
      case "metainfo", "list", "reset" -> record.ignored();
      case "add", "create", "insert", "delete", "destroy", "flush", "replace", "rename" ->
          JsonWords.object(value)
              .only()
              .ifPresent(only -> object(verb, only.getKey(), only.getValue(), place));
      default -> object("add", verb, value, place);
    }
  }

  private void object(String verb, String kind, Object value, Place place) {
    Json object = JsonWords.object(value);
    String path = object.text("family") + " " + JsonWords.name(object.text("table")) + " ";
    String named = path + JsonWords.name(object.text("name"));
    boolean adds = verb.equals("add") || verb.equals("create");
    String text =
        switch (kind) {
          case "ruleset" -> verb + " ruleset";
          case "table" ->
              verb + " table " + object.text("family") + " " + JsonWords.name(object.text("name"));
          case "chain" -> verb + " chain " + named + (adds ? chain(object) : "");
          case "rule" ->
              verb
                  + " rule "
                  + path
                  + JsonWords.name(object.text("chain"))
                  + object.get("index").map(at -> " index " + at).orElse("")
                  + " "
                  + String.join(" ", JsonWords.statements(object.get("expr").orElse(List.of())));
          case "set", "map" -> verb + " " + kind + " " + named + (adds ? set(object) : "");
          case "element" ->
              verb
                  + " element "
                  + named
                  + " "
                  + JsonWords.elements(JsonWords.list(object.get("elem").orElse(List.of())));
          case "limit" ->
              verb + " limit " + named + (adds ? " { " + JsonWords.rate(object) + "; }" : "");
          default ->
              verb + " " + kind + " " + named + (adds ? content(kind, object.text("family")) : "");
        };
    new FileLoader(session, source, 0).placed(text, place);
  }

  /** What an object needs that decides nothing about packets. */
  private static String content(String kind, String family) {
    return switch (kind) {
      case "secmark" -> " { \"any\"; }";
      case "ct helper" -> " { type \"any\" protocol tcp; }";
      case "ct timeout" -> " { protocol tcp; }";
      case "ct expectation" ->
          " { protocol tcp; dport 1; timeout 1s; size 1; l3proto " + family + "; }";
      default -> " { }";
    };
  }

  private static String chain(Json chain) {
    if (chain.get("hook").isEmpty()) {
      return "";
    }
    StringJoiner devices = new StringJoiner(", ");
    chain
        .get("dev")
        .ifPresent(value -> JsonWords.list(value).forEach(name -> devices.add("\"" + name + "\"")));
    String on = devices.length() == 0 ? "" : " devices = { " + devices + " }";
    String policy = chain.get("policy").map(word -> " policy " + word + ";").orElse("");
    return " { type %s hook %s%s priority %s;%s }"
        .formatted(chain.text("type"), chain.text("hook"), on, chain.text("prio"), policy);
  }

  private static String set(Json set) {
    StringBuilder text = new StringBuilder(" { type ");
    text.append(types(set.get("type").orElse("")));
    set.get("map").ifPresent(value -> text.append(" : ").append(types(value)));
    text.append(';');
    set.get("flags")
        .ifPresent(
            flags -> {
              StringJoiner words = new StringJoiner(",");
              JsonWords.list(flags).forEach(flag -> words.add(String.valueOf(flag)));
              text.append(" flags ").append(words).append(';');
            });
    set.get("size").ifPresent(size -> text.append(" size ").append(size).append(';'));
    // Whether members have a statement each is not told here.
    text.append(" counter;");
    if (set.isTrue("auto-merge")) {
      text.append(" auto-merge;");
    }
    set.get("elem")
        .ifPresent(
            elements ->
                text.append(" elements = ")
                    .append(JsonWords.elements(JsonWords.list(elements)))
                    .append(';'));
    return text.append(" }").toString();
  }

  private static String types(Object value) {
    StringJoiner types = new StringJoiner(" . ");
    JsonWords.list(value).forEach(type -> types.add(String.valueOf(type)));
    return types.toString();
  }
}

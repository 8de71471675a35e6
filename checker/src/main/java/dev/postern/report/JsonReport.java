package dev.postern.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.check.JudgedHost;
import dev.postern.check.Summary;
import dev.postern.fact.Origin;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fix;
import dev.postern.policy.Verdict;
import dev.postern.policy.Witness;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The report for programs. Its keys and their order are an interface. The numbers of the run stand
 * before the hosts, so that what the hosts have to tell waits, in a temporary file when it is much.
 */
public final class JsonReport implements Renderer {
  private static final int SCHEMA = 1;

  /** What may wait in memory: a report on some hundred hosts. */
  private static final int BYTES_IN_MEMORY = 1 << 23;

  private final Writer out;
  private final String version;
  private final DeferredFileOutputStream waiting =
      DeferredFileOutputStream.builder()
          .setThreshold(BYTES_IN_MEMORY)
          .setPrefix("postern")
          .setSuffix(".json")
          .get();
  private final Writer waitingText = new OutputStreamWriter(waiting, StandardCharsets.UTF_8);
  private final JsonGenerator hosts = Json.generator(waitingText);

  /**
   * A JSON report.
   *
   * @param version of Postern
   */
  public JsonReport(Writer out, String version) throws IOException {
    this.out = out;
    this.version = version;
    hosts.writeStartObject();
    hosts.writeArrayFieldStart("hosts");
  }

  @Override
  public void host(JudgedHost judged) throws IOException {
    host(hosts, judged);
  }

  @Override
  public void end(Summary summary) throws IOException {
    hosts.writeEndArray();
    hosts.writeEndObject();
    hosts.close();
    waitingText.close();
    JsonGenerator head = Json.generator(out);
    head.writeStartObject();
    head.writeNumberField("schema", SCHEMA);
    head.writeObjectFieldStart("tool");
    head.writeStringField("name", "postern");
    head.writeStringField("version", version);
    head.writeEndObject();
    summary(head, summary);
    head.flush();
    try (Reader rest = new InputStreamReader(waiting.toInputStream(), StandardCharsets.UTF_8)) {
      // Further fields of the same object: all but the brace that opens it.
      out.write(rest.read() == '{' ? "," : "");
      rest.transferTo(out);
    } finally {
      if (!waiting.isInMemory()) {
        Files.deleteIfExists(waiting.getPath());
      }
    }
    out.write('\n');
  }

  private static void summary(JsonGenerator json, Summary summary) throws IOException {
    json.writeObjectFieldStart("summary");
    if (summary.today().isPresent()) {
      json.writeStringField("today", summary.today().get().toString());
    }
    json.writeNumberField("hosts", summary.hosts());
    json.writeNumberField("files", summary.files());
    for (Verdict verdict : Verdict.values()) {
      json.writeNumberField(Word.of(verdict), summary.count(verdict));
    }
    Coverage lines = summary.lines();
    json.writeObjectFieldStart("lines");
    json.writeNumberField("understood", lines.understood());
    json.writeNumberField("ignored", lines.ignored());
    json.writeNumberField("unmodelled", lines.unmodelled());
    json.writeNumberField("unrecognised", lines.unrecognised());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void host(JsonGenerator json, JudgedHost judged) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", judged.host().name());
    json.writeStringField("root", judged.host().root());
    json.writeObjectFieldStart("software");
    for (Software software : judged.host().software()) {
      Optional<SoftwareName> name = software.name().toOptional();
      if (name.isPresent()) {
        Optional<Version> known = software.version().toOptional();
        json.writeFieldName(Word.of(name.get()));
        if (known.isPresent()) {
          json.writeString(known.get().toString());
        } else {
          json.writeNull();
        }
      }
    }
    json.writeEndObject();
    files(json, judged);
    json.writeArrayFieldStart("assumptions");
    for (Origin.Assumption assumption : judged.assumptions()) {
      json.writeString(assumption.text());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("findings");
    for (Finding finding : judged.findings()) {
      finding(json, finding);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * The files that were read, and those that could not be but have a problem: their kind and digest
   * are null. Problems of no file stand under {@code .}, the host's root.
   */
  private static void files(JsonGenerator json, JudgedHost judged) throws IOException {
    Map<String, List<Problem>> problems = new TreeMap<>();
    for (Problem problem : judged.problems()) {
      String file = problem.file().isEmpty() ? "." : problem.file();
      problems.computeIfAbsent(file, key -> new ArrayList<>()).add(problem);
    }
    Map<String, ReadFile> files = new TreeMap<>();
    for (ReadFile file : judged.host().files()) {
      files.put(file.source().path(), file);
      problems.computeIfAbsent(file.source().path(), key -> new ArrayList<>());
    }
    json.writeArrayFieldStart("files");
    for (Map.Entry<String, List<Problem>> entry : problems.entrySet()) {
      ReadFile file = files.get(entry.getKey());
      json.writeStartObject();
      json.writeStringField("path", entry.getKey());
      json.writeStringField("kind", file == null ? null : file.kind());
      json.writeStringField("sha256", file == null ? null : file.source().sha256());
      json.writeArrayFieldStart("problems");
      for (Problem problem : entry.getValue()) {
        json.writeStartObject();
        json.writeStringField("kind", Word.of(problem.kind()));
        json.writeStringField("level", Word.of(problem.level()));
        json.writeStringField("message", problem.message());
        Json.location(json, problem.place());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", finding.rule());
    json.writeStringField("name", finding.name());
    json.writeStringField("severity", Word.of(finding.severity()));
    json.writeStringField("verdict", Word.of(finding.verdict()));
    json.writeObjectFieldStart("subject");
    json.writeStringField("kind", finding.subject().kind());
    json.writeStringField("id", finding.subject().id());
    for (Map.Entry<String, Object> attribute : finding.subject().attributes().entrySet()) {
      json.writeFieldName(attribute.getKey());
      Json.value(json, attribute.getValue());
    }
    json.writeEndObject();
    json.writeStringField("message", finding.message());
    Json.location(json, finding.location());
    json.writeArrayFieldStart("evidence");
    for (Evidence evidence : finding.evidence()) {
      json.writeStartObject();
      json.writeStringField("fact", evidence.fact());
      json.writeFieldName("value");
      Json.value(json, evidence.value());
      Json.origin(json, evidence.origin());
      json.writeEndObject();
    }
    json.writeEndArray();
    witness(json, finding.witness());
    fix(json, finding.fix());
    json.writeFieldName("references");
    Json.value(json, finding.references());
    json.writeStringField("fingerprint", finding.fingerprint().hex());
    json.writeEndObject();
  }

  private static void witness(JsonGenerator json, @Nullable Witness witness) throws IOException {
    if (witness == null) {
      json.writeNullField("witness");
      return;
    }
    json.writeObjectFieldStart("witness");
    if (witness instanceof Witness.Session session) {
      json.writeStringField("kind", "session");
      json.writeStringField("client", session.client());
      json.writeNumberField("port", session.port());
      texts(json, "send", session.send());
      json.writeStringField("expect", session.expect());
    } else if (witness instanceof Witness.Packet packet) {
      json.writeStringField("kind", "packet");
      json.writeStringField("source", packet.source());
      json.writeNumberField("family", packet.family());
      json.writeStringField("interface", packet.iface());
      json.writeNumberField("port", packet.port());
    } else if (witness instanceof Witness.Handshake handshake) {
      json.writeStringField("kind", "handshake");
      json.writeNumberField("port", handshake.port());
      json.writeStringField("version", handshake.version());
      json.writeStringField("suite", handshake.suite());
    } else if (witness instanceof Witness.Relay relay) {
      json.writeStringField("kind", "relay");
      json.writeStringField("client", relay.client());
      json.writeStringField("helo", relay.helo());
      json.writeStringField("sender", relay.sender());
      json.writeStringField("recipient", relay.recipient());
    } else if (witness instanceof Witness.FileContent file) {
      json.writeStringField("kind", "file");
      json.writeStringField("path", file.path());
      json.writeStringField("content", file.content());
    }
    json.writeEndObject();
  }

  private static void fix(JsonGenerator json, @Nullable Fix fix) throws IOException {
    if (fix == null) {
      json.writeNullField("fix");
      return;
    }
    json.writeObjectFieldStart("fix");
    json.writeStringField("description", fix.description());
    json.writeArrayFieldStart("edits");
    for (Fix.Edit edit : fix.edits()) {
      json.writeStartObject();
      json.writeStringField("file", edit.file());
      json.writeNumberField("line", edit.line());
      json.writeStringField("before", edit.before());
      json.writeStringField("after", edit.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, Collection<String> texts)
      throws IOException {
    json.writeFieldName(name);
    Json.value(json, texts);
  }
}

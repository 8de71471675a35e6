package dev.postern.policy.read;

import dev.postern.policy.Verdict;
import dev.postern.policy.cases.RuleCase;
import dev.postern.policy.cases.RuleExample;
import dev.postern.policy.yaml.PolicyException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Examples of rules, from the cases that prove them. Those of the built-in rules are a file of
 * their own beside the compiled rules, which nobody opens who only judges.
 */
public final class RuleExamples {
  private static final String RESOURCE = "built-in.examples";

  private final Map<String, List<RuleExample>> byRule;

  private RuleExamples(Map<String, List<RuleExample>> byRule) {
    this.byRule = Collections.unmodifiableMap(byRule);
  }

  /** Those of the built-in rules. */
  public static RuleExamples builtIn() {
    try (InputStream stream = RuleExamples.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("the examples of the rules are missing from this build");
      }
      return new RuleExamples(read(new DataInputStream(new BufferedInputStream(stream))));
    } catch (IOException e) {
      throw new IllegalStateException("the examples of the rules cannot be read", e);
    }
  }

  /**
   * Those of users' rules.
   *
   * @param paths rule files, or directories of them
   * @throws PolicyException with every mistake of every file
   * @throws IOException when the file of a case cannot be read
   */
  public static RuleExamples of(List<Path> paths) throws PolicyException, IOException {
    return of(paths, CompiledLibrary.load());
  }

  static RuleExamples of(List<Path> paths, CompiledLibrary library)
      throws PolicyException, IOException {
    Map<String, List<RuleCase>> cases = new TreeMap<>();
    for (RuleCase each : PolicyLoader.cases(paths, library)) {
      cases.computeIfAbsent(each.rule().id(), id -> new ArrayList<>()).add(each);
    }
    Map<String, List<RuleExample>> examples = new TreeMap<>();
    for (Map.Entry<String, List<RuleCase>> entry : cases.entrySet()) {
      examples.put(entry.getKey(), RuleExample.of(entry.getValue()));
    }
    return new RuleExamples(examples);
  }

  /** Of one rule; empty when it has none. */
  public List<RuleExample> of(String rule) {
    return byRule.getOrDefault(rule, List.of());
  }

  /** Where {@link #builtIn} looks, below a directory of classes. */
  static String resourcePath() {
    return RuleExamples.class.getPackageName().replace('.', '/') + "/" + RESOURCE;
  }

  void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeShort(byRule.size());
    for (Map.Entry<String, List<RuleExample>> rule : byRule.entrySet()) {
      out.writeUTF(rule.getKey());
      out.writeShort(rule.getValue().size());
      for (RuleExample example : rule.getValue()) {
        out.writeUTF(example.name());
        out.writeUTF(example.expected().name());
        out.writeShort(example.files().size());
        for (Map.Entry<String, String> file : example.files().entrySet()) {
          out.writeUTF(file.getKey());
          out.writeUTF(file.getValue());
        }
      }
    }
    out.flush();
  }

  private static Map<String, List<RuleExample>> read(DataInputStream in) throws IOException {
    Map<String, List<RuleExample>> rules = new TreeMap<>();
    for (int rule = in.readUnsignedShort(); rule > 0; rule--) {
      String id = in.readUTF();
      List<RuleExample> examples = new ArrayList<>();
      for (int example = in.readUnsignedShort(); example > 0; example--) {
        String name = in.readUTF();
        Verdict verdict = Verdict.valueOf(in.readUTF());
        Map<String, String> files = new LinkedHashMap<>();
        for (int file = in.readUnsignedShort(); file > 0; file--) {
          files.put(in.readUTF(), in.readUTF());
        }
        examples.add(new RuleExample(name, verdict, files));
      }
      rules.put(id, List.copyOf(examples));
    }
    return rules;
  }
}

package dev.postern.policy.read;

import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Kind;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Scalar;
import dev.postern.policy.yaml.Node.Sequence;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The built-in rules and packs as one binary file that loads without a YAML reader: the nodes of
 * the texts without their places. Nothing in it needs to be checked again.
 */
record CompiledLibrary(Node sessions, List<Node> rules, List<Node> packs) {
  private static final String RESOURCE = "built-in.policy";
  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final int SEQUENCE = 64;
  private static final int MAPPING = 65;

  /** The library that was built into Postern. */
  static CompiledLibrary load() {
    try (InputStream stream = CompiledLibrary.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("the built-in rules are missing from this build");
      }
      DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 16));
      Node sessions = read(in);
      Node rules = read(in);
      Node packs = read(in);
      return new CompiledLibrary(sessions, ((Sequence) rules).items(), ((Sequence) packs).items());
    } catch (IOException e) {
      throw new IllegalStateException("the built-in rules cannot be read", e);
    }
  }

  void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    write(sessions, out);
    write(new Sequence(rules, Mark.NOWHERE), out);
    write(new Sequence(packs, Mark.NOWHERE), out);
    out.flush();
  }

  /** Where {@link #load} looks, below a directory of classes. */
  static String resourcePath() {
    return CompiledLibrary.class.getPackageName().replace('.', '/') + "/" + RESOURCE;
  }

  private static void write(Node node, DataOutputStream out) throws IOException {
    if (node instanceof Scalar scalar) {
      out.writeByte(KINDS.indexOf(scalar.kind()));
      out.writeUTF(scalar.text());
    } else if (node instanceof Sequence sequence) {
      out.writeByte(SEQUENCE);
      out.writeShort(sequence.items().size());
      for (Node item : sequence.items()) {
        write(item, out);
      }
    } else if (node instanceof Mapping mapping) {
      out.writeByte(MAPPING);
      out.writeShort(mapping.entries().size());
      for (Entry entry : mapping.entries()) {
        out.writeUTF(entry.name());
        write(entry.value(), out);
      }
    }
  }

  private static Node read(DataInputStream in) throws IOException {
    int tag = in.readUnsignedByte();
    if (tag < KINDS.size()) {
      return new Scalar(in.readUTF(), KINDS.get(tag), Mark.NOWHERE);
    }
    int size = in.readUnsignedShort();
    if (tag == SEQUENCE) {
      List<Node> items = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        items.add(read(in));
      }
      return new Sequence(items, Mark.NOWHERE);
    }
    List<Entry> entries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Scalar key = new Scalar(in.readUTF(), Kind.TEXT, Mark.NOWHERE);
      entries.add(new Entry(key, read(in)));
    }
    return new Mapping(entries, Mark.NOWHERE);
  }
}

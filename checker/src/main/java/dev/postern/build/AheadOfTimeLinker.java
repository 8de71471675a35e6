package dev.postern.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Links ahead of time what the JVM would link at each start: lambdas become classes, records get
 * their methods, and class files older than Java 7 become ones of Java 17. A start of Postern links
 * several hundred of these call sites; class-data archives of JDK 17 keep the classes that come of
 * it, not the linking, and leave old class files out.
 */
public final class AheadOfTimeLinker {
  private static final String OWN = "dev/postern/";
  private static final String CLASS = ".class";

  /** Where a class file has its version, JVMS 4.1. */
  private static final int MAJOR_VERSION = 6;

  private final Map<String, byte[]> classes = new TreeMap<>();
  private final Map<String, byte[]> others = new LinkedHashMap<>();
  private final Map<String, List<String>> nests = new TreeMap<>();
  private long time;

  private AheadOfTimeLinker() {}

  /** Takes the jar to read and the jar to write; they may be the same. */
  public static void main(String... args) throws IOException {
    AheadOfTimeLinker linker = new AheadOfTimeLinker();
    linker.read(Path.of(args[0]));
    linker.link();
    linker.write(Path.of(args[1]));
  }

  private void read(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        JarEntry entry = e.nextElement();
        if (entry.isDirectory()) {
          continue;
        }
        time = Math.max(time, entry.getTime());
        try (InputStream in = jar.getInputStream(entry)) {
          (entry.getName().endsWith(CLASS) ? classes : others)
              .put(entry.getName(), in.readAllBytes());
        }
      }
    }
  }

  private void link() {
    for (Map.Entry<String, byte[]> entry : List.copyOf(classes.entrySet())) {
      ClassReader reader = new ClassReader(entry.getValue());
      if (isOld(reader)) {
        classes.put(entry.getKey(), renewed(reader));
      } else if (reader.getClassName().startsWith(OWN)) {
        classes.put(entry.getKey(), linked(reader));
      }
    }
    nests.forEach(
        (host, members) ->
            classes.computeIfPresent(host + CLASS, (name, bytes) -> withMembers(bytes, members)));
  }

  private static boolean isOld(ClassReader reader) {
    return reader.readUnsignedShort(MAJOR_VERSION) < Opcodes.V1_7;
  }

  private static byte[] renewed(ClassReader reader) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            super.visit(Opcodes.V17, access, name, signature, superName, interfaces);
          }
        },
        ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  private byte[] linked(ClassReader reader) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    CallSites sites = new CallSites(writer);
    reader.accept(sites, 0);
    for (LambdaClass lambda : sites.lambdas()) {
      classes.put(lambda.name() + CLASS, lambda.bytes());
      nests.computeIfAbsent(lambda.host(), host -> new ArrayList<>()).add(lambda.name());
    }
    return writer.toByteArray();
  }

  private static byte[] withMembers(byte[] host, List<String> members) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(host)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public void visitEnd() {
                members.forEach(this::visitNestMember);
                super.visitEnd();
              }
            },
            0);
    return writer.toByteArray();
  }

  private void write(Path path) throws IOException {
    try (OutputStream file = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(file)) {
      Map<String, byte[]> all = new LinkedHashMap<>(others);
      all.putAll(classes);
      for (Map.Entry<String, byte[]> entry : all.entrySet()) {
        JarEntry written = new JarEntry(entry.getKey());
        written.setTime(time);
        jar.putNextEntry(written);
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
  }
}

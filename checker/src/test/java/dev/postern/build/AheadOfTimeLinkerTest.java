package dev.postern.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class AheadOfTimeLinkerTest {
  private static final String PROGRAM = Linkable.class.getName().replace('.', '/');
  private static final long TIME = 1_700_000_000_000L;

  @TempDir private Path directory;
  private Path before;
  private Path after;

  @BeforeEach
  void linkAJar() throws IOException {
    before = directory.resolve("before.jar");
    after = directory.resolve("after.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(before), manifest)) {
      for (String name : namesOfTheProgram()) {
        add(jar, name, bytes(name));
      }
      add(jar, "dev/postern/facts.tsv", "a\tb\n".getBytes(StandardCharsets.UTF_8));
      add(jar, "old/Loop.class", oldClass());
    }
    AheadOfTimeLinker.main(before.toString(), after.toString());
  }

  @Test
  void theProgramDoesTheSame() throws Exception {
    List<String> linked = run(after);

    assertThat(linked)
        .hasSizeGreaterThan(30)
        .isEqualTo(new Linkable().get())
        .isEqualTo(run(before));
  }

  @Test
  void nothingIsLeftToLinkAtStart() throws IOException {
    assertThat(callSites(before)).isNotEmpty();
    assertThat(callSites(after)).isEmpty();
  }

  @Test
  void anOldClassFileBecomesOneThatTheJvmVerifiesByFrames() throws Exception {
    assertThat(version(before, "old/Loop.class")).isEqualTo(Opcodes.V1_5);
    assertThat(version(after, "old/Loop.class")).isEqualTo(Opcodes.V17);
    try (URLClassLoader loader = loader(after)) {
      Class<?> loop = loader.loadClass("old.Loop");
      assertThat(loop.getMethod("sum", int.class).invoke(null, 4)).isEqualTo(10);
    }
  }

  @Test
  void whatIsNoClassStaysAndTheManifestComesFirst() throws IOException {
    try (JarFile jar = new JarFile(after.toFile())) {
      List<String> names = new ArrayList<>();
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        names.add(e.nextElement().getName());
      }
      assertThat(names).startsWith("META-INF/MANIFEST.MF").contains("dev/postern/facts.tsv");
    }
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    Path again = directory.resolve("again.jar");
    AheadOfTimeLinker.main(before.toString(), again.toString());

    assertThat(again).hasSameBinaryContentAs(after);
  }

  @Test
  void aJarMayBecomeItself() throws IOException {
    AheadOfTimeLinker.main(before.toString(), before.toString());

    assertThat(before).hasSameBinaryContentAs(after);
  }

  private static List<String> namesOfTheProgram() throws IOException {
    List<String> names = new ArrayList<>();
    new ClassReader(bytes(PROGRAM + ".class"))
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public void visitNestMember(String member) {
                names.add(member + ".class");
              }
            },
            ClassReader.SKIP_CODE);
    names.add(PROGRAM + ".class");
    return names;
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Linkable.class.getClassLoader().getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(TIME);
    jar.putNextEntry(entry);
    jar.write(content);
    jar.closeEntry();
  }

  /** A class of Java 5 with a loop, hence one that needs frames from Java 7 on. */
  private static byte[] oldClass() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC, "old/Loop", null, "java/lang/Object", null);
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "sum", "(I)I", null, null);
    Label start = new Label();
    Label end = new Label();
    code.visitCode();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, 1);
    code.visitLabel(start);
    code.visitVarInsn(Opcodes.ILOAD, 0);
    code.visitJumpInsn(Opcodes.IFEQ, end);
    code.visitVarInsn(Opcodes.ILOAD, 1);
    code.visitVarInsn(Opcodes.ILOAD, 0);
    code.visitInsn(Opcodes.IADD);
    code.visitVarInsn(Opcodes.ISTORE, 1);
    code.visitIincInsn(0, -1);
    code.visitJumpInsn(Opcodes.GOTO, start);
    code.visitLabel(end);
    code.visitVarInsn(Opcodes.ILOAD, 1);
    code.visitInsn(Opcodes.IRETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static URLClassLoader loader(Path jar) throws IOException {
    return new URLClassLoader(
        new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  @SuppressWarnings("unchecked")
  private static List<String> run(Path jar) throws Exception {
    try (URLClassLoader loader = loader(jar)) {
      Class<?> program = loader.loadClass(Linkable.class.getName());
      return ((Supplier<List<String>>) program.getConstructor().newInstance()).get();
    }
  }

  private static int version(Path path, String name) throws IOException {
    try (JarFile jar = new JarFile(path.toFile());
        InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return new ClassReader(in).readUnsignedShort(6);
    }
  }

  private static List<String> callSites(Path path) throws IOException {
    List<String> sites = new ArrayList<>();
    try (JarFile jar = new JarFile(path.toFile())) {
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        JarEntry entry = e.nextElement();
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            new ClassReader(in).accept(new Sites(sites), 0);
          }
        }
      }
    }
    return sites;
  }

  private static final class Sites extends ClassVisitor {
    private final List<String> found;

    Sites(List<String> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          found.add(name + ": " + bootstrap);
        }
      };
    }
  }
}

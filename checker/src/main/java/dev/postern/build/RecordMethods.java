package dev.postern.build;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The code of a record's {@code equals}, {@code hashCode} and {@code toString}: what {@link
 * java.lang.runtime.ObjectMethods} would make of the call site at run time, made now. Each method
 * expects on the stack what the call site finds there.
 */
final class RecordMethods {
  private RecordMethods() {}

  /**
   * Writes a static method of one of the three, which takes the record (and, for equals, the other
   * object).
   */
  static void write(
      MethodVisitor code, String name, Type owner, String components, Handle... getters) {
    code.visitCode();
    switch (name) {
      case "hashCode" -> hash(code, getters);
      case "equals" -> equal(code, owner, getters);
      default -> text(code, owner, components, getters);
    }
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private static void hash(MethodVisitor code, Handle... getters) {
    code.visitInsn(Opcodes.ICONST_0);
    for (Handle getter : getters) {
      Type type = Type.getType(getter.getDesc());
      code.visitIntInsn(Opcodes.BIPUSH, 31);
      code.visitInsn(Opcodes.IMUL);
      get(code, 0, getter);
      if (isObject(type)) {
        call(code, "java/util/Objects", "hashCode", "(Ljava/lang/Object;)I");
      } else {
        call(code, box(type), "hashCode", "(" + type.getDescriptor() + ")I");
      }
      code.visitInsn(Opcodes.IADD);
    }
    code.visitInsn(Opcodes.IRETURN);
  }

  private static void equal(MethodVisitor code, Type owner, Handle... getters) {
    Label differs = new Label();
    Label same = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitJumpInsn(Opcodes.IF_ACMPEQ, same);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.INSTANCEOF, owner.getInternalName());
    code.visitJumpInsn(Opcodes.IFEQ, differs);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.CHECKCAST, owner.getInternalName());
    code.visitVarInsn(Opcodes.ASTORE, 2);
    // Primitives first: they cost least to compare.
    for (Handle getter : getters) {
      if (!isObject(Type.getType(getter.getDesc()))) {
        compare(code, getter, differs);
      }
    }
    for (Handle getter : getters) {
      if (isObject(Type.getType(getter.getDesc()))) {
        compare(code, getter, differs);
      }
    }
    code.visitLabel(same);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_1);
    code.visitInsn(Opcodes.IRETURN);
    code.visitLabel(differs);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitInsn(Opcodes.IRETURN);
  }

  private static void compare(MethodVisitor code, Handle getter, Label differs) {
    Type type = Type.getType(getter.getDesc());
    get(code, 0, getter);
    get(code, 2, getter);
    if (isObject(type)) {
      call(code, "java/util/Objects", "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
      code.visitJumpInsn(Opcodes.IFEQ, differs);
    } else {
      String d = type.getDescriptor();
      call(code, box(type), "compare", "(" + d + d + ")I");
      code.visitJumpInsn(Opcodes.IFNE, differs);
    }
  }

  private static void text(MethodVisitor code, Type owner, String components, Handle... getters) {
    String builder = "java/lang/StringBuilder";
    String name = owner.getInternalName();
    String simple = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1);
    String[] names = components.isEmpty() ? new String[0] : components.split(";", -1);
    code.visitTypeInsn(Opcodes.NEW, builder);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, builder, "<init>", "()V", false);
    String before = simple + "[";
    for (int i = 0; i < getters.length; i++) {
      append(code, before + names[i] + "=");
      get(code, 0, getters[i]);
      Type type = Type.getType(getters[i].getDesc());
      if (isObject(type)) {
        call(code, "java/lang/String", "valueOf", "(Ljava/lang/Object;)Ljava/lang/String;");
      } else {
        call(code, box(type), "toString", "(" + type.getDescriptor() + ")Ljava/lang/String;");
      }
      code.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL,
          builder,
          "append",
          "(Ljava/lang/String;)Ljava/lang/StringBuilder;",
          false);
      before = ", ";
    }
    append(code, getters.length == 0 ? before + "]" : "]");
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, builder, "toString", "()Ljava/lang/String;", false);
    code.visitInsn(Opcodes.ARETURN);
  }

  private static void append(MethodVisitor code, String text) {
    code.visitLdcInsn(text);
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        "java/lang/StringBuilder",
        "append",
        "(Ljava/lang/String;)Ljava/lang/StringBuilder;",
        false);
  }

  private static void get(MethodVisitor code, int local, Handle getter) {
    code.visitVarInsn(Opcodes.ALOAD, local);
    code.visitFieldInsn(Opcodes.GETFIELD, getter.getOwner(), getter.getName(), getter.getDesc());
  }

  private static void call(MethodVisitor code, String owner, String name, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }

  private static boolean isObject(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }

  private static String box(Type type) {
    return Conversion.box(type).getInternalName();
  }
}

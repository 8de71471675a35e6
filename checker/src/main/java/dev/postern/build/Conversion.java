package dev.postern.build;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Conversions of the value on top of the stack, as a lambda's call does them (JLS 15.27.4, 5.3).
 */
final class Conversion {
  private Conversion() {}

  /**
   * Turns what is declared as {@code given}, and known to be {@code real}, into {@code wanted}:
   * casts, boxing, unboxing, widening.
   */
  static void convert(MethodVisitor code, Type given, Type real, Type wanted) {
    boolean primitive = isPrimitive(given);
    if (primitive && isPrimitive(wanted)) {
      widen(code, given, wanted);
    } else if (primitive) {
      Type box = box(given);
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          box.getInternalName(),
          "valueOf",
          Type.getMethodDescriptor(box, given),
          false);
    } else if (isPrimitive(wanted)) {
      unbox(code, given, real, wanted);
    } else {
      cast(code, given, wanted);
    }
  }

  private static void unbox(MethodVisitor code, Type given, Type real, Type wanted) {
    Type own = isPrimitive(real) ? real : unboxed(real, wanted);
    Type box = box(own);
    cast(code, given, box);
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        box.getInternalName(),
        own.getClassName() + "Value",
        Type.getMethodDescriptor(own),
        false);
    widen(code, own, wanted);
  }

  private static void cast(MethodVisitor code, Type given, Type wanted) {
    if (!given.equals(wanted) && !wanted.equals(Type.getType(Object.class))) {
      code.visitTypeInsn(Opcodes.CHECKCAST, wanted.getInternalName());
    }
  }

  private static void widen(MethodVisitor code, Type from, Type to) {
    boolean small = from.getSort() <= Type.INT;
    if (from.equals(to) || (small && to.getSort() <= Type.INT)) {
      return;
    }
    if (small && to.getSort() == Type.LONG) {
      code.visitInsn(Opcodes.I2L);
    } else if (small && to.getSort() == Type.DOUBLE) {
      code.visitInsn(Opcodes.I2D);
    } else if (from.getSort() == Type.LONG && to.getSort() == Type.DOUBLE) {
      code.visitInsn(Opcodes.L2D);
    } else {
      throw new IllegalArgumentException("no conversion from " + from + " to " + to);
    }
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() >= Type.BOOLEAN && type.getSort() <= Type.DOUBLE;
  }

  static Type box(Type primitive) {
    return switch (primitive.getSort()) {
      case Type.BOOLEAN -> Type.getType(Boolean.class);
      case Type.CHAR -> Type.getType(Character.class);
      case Type.BYTE -> Type.getType(Byte.class);
      case Type.SHORT -> Type.getType(Short.class);
      case Type.INT -> Type.getType(Integer.class);
      case Type.LONG -> Type.getType(Long.class);
      case Type.FLOAT -> Type.getType(Float.class);
      default -> Type.getType(Double.class);
    };
  }

  private static Type unboxed(Type box, Type otherwise) {
    return switch (box.getInternalName()) {
      case "java/lang/Boolean" -> Type.BOOLEAN_TYPE;
      case "java/lang/Character" -> Type.CHAR_TYPE;
      case "java/lang/Byte" -> Type.BYTE_TYPE;
      case "java/lang/Short" -> Type.SHORT_TYPE;
      case "java/lang/Integer" -> Type.INT_TYPE;
      case "java/lang/Long" -> Type.LONG_TYPE;
      case "java/lang/Float" -> Type.FLOAT_TYPE;
      case "java/lang/Double" -> Type.DOUBLE_TYPE;
      default -> otherwise;
    };
  }
}

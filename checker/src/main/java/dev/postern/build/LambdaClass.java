package dev.postern.build;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class that a lambda expression or method reference stands for: what {@link
 * java.lang.invoke.LambdaMetafactory} would make of the call site at run time, made now.
 *
 * @param name the internal name of the class to make
 * @param host the internal name of the outermost class around the lambda, whose private methods it
 *     calls
 * @param method the interface's method
 * @param factory the captured values and the interface, as the call site has them
 * @param erased the signature of the interface's method
 * @param body the method that holds the code of the lambda
 * @param instantiated the signature that calls really have
 */
record LambdaClass(
    String name,
    String host,
    String method,
    Type factory,
    Type erased,
    Handle body,
    Type instantiated) {

  private static final String CAPTURED = "captured";
  static final String CREATE = "create";

  /** The bytes of the class file. */
  byte[] bytes() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String object = Type.getInternalName(Object.class);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        object,
        new String[] {factory.getReturnType().getInternalName()});
    writer.visitNestHost(host);
    Type[] captured = factory.getArgumentTypes();
    for (int i = 0; i < captured.length; i++) {
      writer
          .visitField(
              Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL,
              CAPTURED + i,
              captured[i].getDescriptor(),
              null,
              null)
          .visitEnd();
    }
    constructor(writer, object, captured);
    factory(writer, captured);
    call(writer, captured);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void constructor(ClassWriter writer, String object, Type... captured) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", constructorDescriptor(), null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, object, "<init>", "()V", false);
    int local = 1;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), local);
      code.visitFieldInsn(Opcodes.PUTFIELD, name, CAPTURED + i, captured[i].getDescriptor());
      local += captured[i].getSize();
    }
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private String constructorDescriptor() {
    return Type.getMethodDescriptor(Type.VOID_TYPE, factory.getArgumentTypes());
  }

  /** What the call site calls: it takes the captured values from the stack as they lie there. */
  private void factory(ClassWriter writer, Type... captured) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_STATIC, CREATE, factory.getDescriptor(), null, null);
    code.visitCode();
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    int local = 0;
    for (Type type : captured) {
      code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
      local += type.getSize();
    }
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorDescriptor(), false);
    code.visitInsn(Opcodes.ARETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void call(ClassWriter writer, Type... captured) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
    code.visitCode();
    if (body.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      code.visitTypeInsn(Opcodes.NEW, body.getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    Type[] wanted = wanted();
    int next = 0;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, CAPTURED + i, captured[i].getDescriptor());
      Conversion.convert(code, captured[i], captured[i], wanted[next++]);
    }
    Type[] given = erased.getArgumentTypes();
    Type[] real = instantiated.getArgumentTypes();
    int local = 1;
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), local);
      local += given[i].getSize();
      Conversion.convert(code, given[i], real[i], wanted[next++]);
    }
    code.visitMethodInsn(
        opcode(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
    Type result =
        body.getTag() == Opcodes.H_NEWINVOKESPECIAL
            ? Type.getObjectType(body.getOwner())
            : Type.getReturnType(body.getDesc());
    Type returned = erased.getReturnType();
    if (returned.getSort() == Type.VOID) {
      if (result.getSize() > 0) {
        code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
      }
    } else {
      Conversion.convert(code, result, instantiated.getReturnType(), returned);
    }
    code.visitInsn(returned.getOpcode(Opcodes.IRETURN));
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /** What the body takes, its receiver first. */
  private Type[] wanted() {
    Type[] arguments = Type.getArgumentTypes(body.getDesc());
    if (body.getTag() == Opcodes.H_INVOKESTATIC || body.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      return arguments;
    }
    Type[] wanted = new Type[arguments.length + 1];
    wanted[0] = Type.getObjectType(body.getOwner());
    System.arraycopy(arguments, 0, wanted, 1, arguments.length);
    return wanted;
  }

  private int opcode() {
    return switch (body.getTag()) {
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
      // Since Java 11 a nest mate's private method is called like any other; a handle may call it
      // special.
      default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    };
  }
}

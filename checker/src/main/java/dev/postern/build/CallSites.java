package dev.postern.build;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Replaces the call sites of one class that the JVM would link at run time by plain calls. */
final class CallSites extends ClassVisitor {
  private static final String LAMBDA = "java/lang/invoke/LambdaMetafactory";
  private static final String RECORD = "java/lang/runtime/ObjectMethods";

  private final List<LambdaClass> lambdas = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private String name = "";
  private String host = "";

  CallSites(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** The classes to add to the jar. */
  List<LambdaClass> lambdas() {
    return lambdas;
  }

  @Override
  public void visit(
      int version,
      int access,
      String own,
      String signature,
      String superName,
      String[] interfaces) {
    name = own;
    host = own;
    super.visit(version, access, own, signature, superName, interfaces);
  }

  @Override
  public void visitNestHost(String nestHost) {
    host = nestHost;
    super.visitNestHost(nestHost);
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] exceptions) {
    MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitInvokeDynamicInsn(
          String called, String type, Handle bootstrap, Object... arguments) {
        if (bootstrap.getOwner().equals(LAMBDA) && bootstrap.getName().equals("metafactory")) {
          LambdaClass lambda =
              new LambdaClass(
                  name + "$$" + lambdas.size(),
                  host,
                  called,
                  Type.getMethodType(type),
                  (Type) arguments[0],
                  (Handle) arguments[1],
                  (Type) arguments[2]);
          lambdas.add(lambda);
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, lambda.name(), LambdaClass.CREATE, type, false);
        } else if (bootstrap.getOwner().equals(RECORD)) {
          record(called, type, arguments);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, name, "record$" + called, type, false);
        } else {
          super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
        }
      }
    };
  }

  private void record(String method, String type, Object... arguments) {
    Handle[] getters = new Handle[arguments.length - 2];
    System.arraycopy(arguments, 2, getters, 0, getters.length);
    later.add(
        () ->
            RecordMethods.write(
                super.visitMethod(
                    Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                    "record$" + method,
                    type,
                    null,
                    null),
                method,
                (Type) arguments[0],
                (String) arguments[1],
                getters));
  }

  @Override
  public void visitEnd() {
    later.forEach(Runnable::run);
    super.visitEnd();
  }
}

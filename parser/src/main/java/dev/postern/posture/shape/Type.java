package dev.postern.posture.shape;

import java.util.List;

/** The type of a leaf of the posture: what a policy may compare it with, and how it is printed. */
public sealed interface Type {
  Type BOOLEAN = new Scalar("boolean");
  Type INTEGER = new Scalar("integer");
  Type TEXT = new Scalar("text");
  Type VERSION = new Scalar("version");
  Type NETWORKS = new Scalar("networks");

  /** A type without parts: {@code boolean, integer, text, version, networks}. */
  record Scalar(String name) implements Type {
    // Written out because a record's own methods are linked at run time, which costs every start.
    @Override
    public boolean equals(Object other) {
      return other instanceof Scalar scalar && scalar.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /**
   * One of a few words.
   *
   * @param ordered whether {@code at-least} and its kin apply; words ascend
   */
  record Words(String name, List<String> words, boolean ordered) implements Type {}

  /** A list of one type. */
  record ListOf(Type element) implements Type {}

  /** The words of an enumeration, as {@link Words#of} prints them. */
  static Type of(Class<? extends Enum<?>> type) {
    return Word.type(type, false);
  }

  /** The words of an enumeration whose constants ascend. */
  static Type ordered(Class<? extends Enum<?>> type) {
    return Word.type(type, true);
  }
}

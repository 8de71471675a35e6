package dev.postern.posture.shape;

import dev.postern.fact.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of a posture object, with their types and how to read them. Policies resolve their paths
 * against shapes when they are loaded, reports walk them to print a posture: both without
 * reflection.
 *
 * @param <T> the record it describes
 */
public final class Shape<T> {
  private final String name;
  private final List<Property<T>> properties;

  private Shape(String name, List<Property<T>> properties) {
    this.name = name;
    this.properties = List.copyOf(properties);
  }

  /** What stands under a key. */
  public sealed interface Property<T> {
    String name();
  }

  /** A fact. */
  public record Leaf<T>(String name, Type type, Function<T, ? extends Fact<?>> read)
      implements Property<T> {}

  /** An object that is always there. */
  public record Part<T, P>(String name, Shape<P> shape, Function<T, P> read)
      implements Property<T> {}

  /** A list of objects, which may be unknown as a whole. */
  public record Parts<T, P>(String name, Shape<P> shape, Function<T, Fact<List<P>>> read)
      implements Property<T> {}

  /** The kind of object, such as {@code endpoint}. */
  public String name() {
    return name;
  }

  /** In the order in which they are printed. */
  public List<Property<T>> properties() {
    return properties;
  }

  /** The property of a key; empty when objects of this kind have none. */
  public Optional<Property<T>> property(String key) {
    return properties.stream().filter(property -> property.name().equals(key)).findFirst();
  }

  /** Starts a kind of object of this name. */
  public static <T> Builder<T> named(String name) {
    return new Builder<>(name);
  }

  /** Collects the properties of a shape. */
  public static final class Builder<T> {
    private final String name;
    private final List<Property<T>> properties = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    /** Adds a fact. */
    public Builder<T> leaf(String key, Type type, Function<T, ? extends Fact<?>> read) {
      properties.add(new Leaf<>(key, type, read));
      return this;
    }

    /** Adds an object that is always there. */
    public <P> Builder<T> part(String key, Shape<P> shape, Function<T, P> read) {
      properties.add(new Part<>(key, shape, read));
      return this;
    }

    /** Adds a list of objects, which may be unknown as a whole. */
    public <P> Builder<T> parts(String key, Shape<P> shape, Function<T, Fact<List<P>>> read) {
      properties.add(new Parts<>(key, shape, read));
      return this;
    }

    public Shape<T> build() {
      return new Shape<>(name, properties);
    }
  }
}

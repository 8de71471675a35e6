package dev.postern.posture.shape;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A list that is worked out when it is first looked at: most policies leave parts of a host be. */
public final class LazyList<T> extends AbstractList<T> {
  private final Supplier<List<T>> source;
  private @Nullable List<T> members;

  public LazyList(Supplier<List<T>> source) {
    this.source = source;
  }

  @Override
  public T get(int index) {
    return members().get(index);
  }

  @Override
  public int size() {
    return members().size();
  }

  private List<T> members() {
    List<T> found = members;
    if (found == null) {
      found = List.copyOf(source.get());
      members = found;
    }
    return found;
  }
}

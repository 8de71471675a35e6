package dev.postern.build;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A program of every kind of lambda and record, whose lines must be the same before and after. */
// What no sound program does is what equals and method references must be tried with.
@SuppressWarnings({
  "ArrayRecordComponent",
  "EqualsIncompatibleType",
  "EqualsNull",
  "NullAway",
  "ReturnValueIgnored",
  "SelfEquals"
})
public final class Linkable implements Supplier<List<String>> {
  private final List<String> lines = new ArrayList<>();
  private final String own = "own";

  @Override
  public List<String> get() {
    lambdas(7, 1L << 40, 2.5, (byte) 3, 'c', true);
    references();
    conversions();
    records();
    new Inner().run();
    return lines;
  }

  private void lambdas(int i, long l, double d, byte b, char c, boolean z) {
    Supplier<String> captured = () -> own + i + l + d + b + c + z;
    line(captured.get());
    IntUnaryOperator sum = x -> x + i;
    line(sum.andThen(x -> x * 2).applyAsInt(5));
    LongSupplier wide = () -> l + i;
    line(wide.getAsLong());
    Runnable nothing = () -> line(hidden("run"));
    nothing.run();
    Supplier<Supplier<String>> nested = () -> () -> own + d;
    line(nested.get().get());
    BiFunction<String, Integer, List<String>> pair = (text, n) -> List.of(text, "" + (n + i));
    line(pair.andThen(List::size).apply("a", 1) + " " + pair.apply("b", 2));
  }

  private void references() {
    line(Stream.of("b", "a").sorted(Comparator.comparing(String::length)).toList());
    line(Stream.of("b", "a").sorted(Comparator.reverseOrder()).toList());
    Function<String, StringBuilder> constructor = StringBuilder::new;
    line(constructor.apply("made").append('!'));
    IntFunction<int[][]> array = int[][]::new;
    line(array.apply(3).length);
    Supplier<String> bound = own::toUpperCase;
    line(bound.get());
    Predicate<Object> unbound = Objects::isNull;
    line(unbound.negate().test(own));
    Function<String, String> hidden = this::hidden;
    line(hidden.apply("reference"));
    Map<String, List<Integer>> byParity =
        IntStream.range(0, 5)
            .boxed()
            .collect(
                Collectors.groupingBy(
                    n -> n % 2 == 0 ? "e" : "o", TreeMap::new, Collectors.toList()));
    line(byParity);
    Function<List<String>, Integer> onInterface = List::size;
    line(onInterface.apply(List.of("x")));
    Function<Greeting, String> onDefault = Greeting::twice;
    line(onDefault.apply(() -> "hi"));
  }

  private void conversions() {
    ToIntFunction<Integer> unboxed = n -> n;
    line(unboxed.applyAsInt(4));
    ToLongFunction<Integer> widened = Integer::intValue;
    line(widened.applyAsLong(5));
    ToDoubleFunction<Long> toDouble = Long::longValue;
    line(toDouble.applyAsDouble(6L));
    Function<Character, Integer> boxed = Character::getNumericValue;
    line(boxed.apply('7'));
    BinaryOperator<Integer> sum = Integer::sum;
    line(sum.apply(3, 5));
    Function<Integer, Object> wider = n -> n + 1;
    line(wider.apply(8));
    Runnable dropped = () -> Long.parseLong("9");
    dropped.run();
    Runnable alsoDropped = own::length;
    alsoDropped.run();
    Predicate<Boolean> truth = Boolean::booleanValue;
    line(truth.test(true));
  }

  private void records() {
    Point point =
        new Point(1, 2L, 3.0f, Double.NaN, true, 'p', (byte) 1, (short) 2, "s", new int[0]);
    Point same =
        new Point(1, 2L, 3.0f, Double.NaN, true, 'p', (byte) 1, (short) 2, "s", point.array());
    line(point.equals(same) + " " + point.equals(point) + " " + same.equals("s"));
    line(point.equals(null) + " " + (point.hashCode() == same.hashCode()));
    line(
        point.equals(new Point(1, 2L, 3.0f, 0, true, 'p', (byte) 1, (short) 2, "s", same.array())));
    line(new Zero(0.0).equals(new Zero(-0.0)));
    line(new Pair<>(null, "x") + " " + new Pair<>(null, "x").hashCode());
    line(new Pair<>(null, "x").equals(new Pair<>(null, "x")));
    line(new Pair<>(1, "x").equals(new Pair<>(2, "x")));
    line(new Pair<>(1, "x").hashCode() + " " + new Zero(1.5).hashCode());
    line(
        new Nothing() + " " + new Nothing().equals(new Nothing()) + " " + new Nothing().hashCode());
    line(point.toString().replaceAll("@[0-9a-f]+", "@"));
    line(new Own(3) + " " + new Own(3).equals(new Own(4)));
  }

  private String hidden(String text) {
    return "hidden " + text;
  }

  private void line(Object value) {
    lines.add(String.valueOf(value));
  }

  /** A lambda in a nested class that calls a private method of the class around it. */
  private final class Inner {
    private final int number = 3;

    private void run() {
      Supplier<String> outer = () -> hidden("from " + number);
      line(outer.get());
      Greeting greeting = () -> Linkable.this.own;
      line(greeting.twice());
    }
  }

  @FunctionalInterface
  private interface Greeting {
    String once();

    default String twice() {
      Supplier<String> again = () -> once() + separator() + once();
      return again.get();
    }

    private String separator() {
      return "-";
    }
  }

  private record Pair<A, B>(A first, B second) {}

  private record Zero(double value) {}

  private record Nothing() {}

  private record Own(int value) {
    @Override
    public String toString() {
      return "own" + value;
    }
  }

  private record Point(
      int i,
      long l,
      float f,
      double d,
      boolean z,
      char c,
      byte b,
      short s,
      String text,
      int[] array) {}
}

package dev.postern.posture.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A version of some software: numbers that compare one by one; what is left out counts as zero. */
public final class Version implements Comparable<Version> {
  private final int[] numbers;

  private Version(int[] numbers) {
    this.numbers = numbers;
  }

  /** Reads the leading dotted numbers of {@code 2.3.19.1}, {@code 3.7.11-0+deb12u1}. */
  public static Optional<Version> parse(String text) {
    List<Integer> numbers = new ArrayList<>();
    int from = 0;
    int end = digits(text, from);
    while (end > from && end - from <= 9) {
      numbers.add(Integer.parseInt(text, from, end, 10));
      from = end < text.length() && text.charAt(end) == '.' ? end + 1 : end;
      end = digits(text, from);
    }
    return numbers.isEmpty() || end > from
        ? Optional.empty()
        : Optional.of(new Version(numbers.stream().mapToInt(Integer::intValue).toArray()));
  }

  /** Where the digits end that begin at a place. */
  private static int digits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /**
   * The version a text starts with.
   *
   * @throws IllegalArgumentException when the text does not start with a version
   */
  public static Version of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no version: " + text));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The number at a place from 0; zero beyond the end. */
  public int number(int place) {
    return place < numbers.length ? numbers[place] : 0;
  }

  /** Whether this is the version written so, or a later one. */
  public boolean atLeast(String other) {
    return compareTo(of(other)) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    for (int i = 0; i < Math.max(numbers.length, other.numbers.length); i++) {
      int result = Integer.compare(number(i), other.number(i));
      if (result != 0) {
        return result;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    int end = numbers.length;
    while (end > 0 && numbers[end - 1] == 0) {
      end--;
    }
    return Arrays.hashCode(Arrays.copyOf(numbers, end));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      text.append(text.length() == 0 ? "" : ".").append(number);
    }
    return text.toString();
  }
}

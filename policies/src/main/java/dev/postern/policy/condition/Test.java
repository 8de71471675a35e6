package dev.postern.policy.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import java.util.List;
import java.util.Optional;

/** A test of one known value; values are those of {@link Values#comparable}. */
public sealed interface Test {
  boolean holds(Object value);

  /** The value equals one of the posture. */
  static Test equalTo(Object value) {
    return new Equal(Values.comparable(value));
  }

  /** The value equals the wanted one. */
  record Equal(Object wanted) implements Test {
    @Override
    public boolean holds(Object value) {
      return wanted.equals(value);
    }
  }

  /** The value is one of the wanted. */
  record In(List<Object> wanted) implements Test {
    @Override
    public boolean holds(Object value) {
      return wanted.contains(value);
    }
  }

  /** The other test does not hold. */
  record Not(Test test) implements Test {
    @Override
    public boolean holds(Object value) {
      return !test.holds(value);
    }
  }

  /** Compares with a bound. */
  record Bound(Comparison comparison, Object bound) implements Test {
    @Override
    public boolean holds(Object value) {
      int order = Values.compare(value, bound);
      return switch (comparison) {
        case LESS_THAN -> order < 0;
        case AT_MOST -> order <= 0;
        case MORE_THAN -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }

  /** How a value compares with a bound. */
  enum Comparison {
    LESS_THAN,
    AT_MOST,
    MORE_THAN,
    AT_LEAST
  }

  /** The value lies between two bounds, which belong to it. */
  record Between(Object low, Object high) implements Test {
    @Override
    public boolean holds(Object value) {
      return Values.compare(value, low) >= 0 && Values.compare(value, high) <= 0;
    }
  }

  /** A part of the text matches a regular expression; time is linear in the text's length. */
  record Matches(Pattern pattern) implements Test {
    /** The test of an expression in RE2's syntax; empty after a mistake. */
    static Optional<Test> read(String expression, Mark mark, Mistakes mistakes) {
      if (Repetitions.nested(expression) > Repetitions.MOST) {
        mistakes.add(mark, "its repetitions in each other are more than " + Repetitions.MOST);
        return Optional.empty();
      }
      try {
        return Optional.of(new Matches(Pattern.compile(expression)));
      } catch (PatternSyntaxException e) {
        mistakes.add(mark, "not a regular expression of RE2: " + e.getDescription());
        return Optional.empty();
      }
    }

    @Override
    public boolean holds(Object value) {
      return pattern.matcher((String) value).find();
    }
  }

  /** An address, or every one of some networks, lies in the wanted networks. */
  record Within(Networks wanted) implements Test {
    @Override
    public boolean holds(Object value) {
      return value instanceof Networks networks
          ? networks.within(wanted)
          : Prefix.parse((String) value)
              .filter(prefix -> Networks.of(prefix).within(wanted))
              .isPresent();
    }
  }

  /** A text holds a part, networks hold an address, a list holds an element. */
  record Contains(Object wanted) implements Test {
    @Override
    public boolean holds(Object value) {
      if (value instanceof Networks networks) {
        return wanted instanceof Address address
            ? networks.contains(address)
            : ((Networks) wanted).within(networks);
      }
      if (value instanceof List<?> list) {
        return list.stream().anyMatch(element -> Values.comparable(element).equals(wanted));
      }
      return ((String) value).contains((String) wanted);
    }
  }
}

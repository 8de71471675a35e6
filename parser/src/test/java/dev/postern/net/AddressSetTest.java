package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSetTest {
  private static AddressSet set(String... prefixes) {
    List<AddressRange> runs =
        List.of(prefixes).stream()
            .map(text -> AddressRange.of(Prefix.parse(text).orElseThrow()))
            .toList();
    return AddressSet.of(runs.isEmpty() ? Family.V4 : runs.get(0).first().family(), runs);
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  @Test
  void joinsRunsThatTouchOrOverlap() {
    assertThat(set("10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16")).isEqualTo(set("10.0.0.0/8"));
    assertThat(set("10.0.0.0/8").ranges()).hasSize(1);
  }

  @Test
  void hasAComplementWithoutTheEdgesOfTheFamily() {
    assertThat(set("0.0.0.0/1").complement()).isEqualTo(set("128.0.0.0/1"));
    assertThat(AddressSet.all(Family.V6).complement().isEmpty()).isTrue();
    assertThat(AddressSet.none(Family.V6).complement().isAll()).isTrue();
    assertThat(set("8000::/1").complement()).isEqualTo(set("::/1"));
  }

  @Test
  void takesOneSetFromAnother() {
    AddressSet rest = set("10.0.0.0/8").minus(set("10.1.2.3"));
    assertThat(rest.contains(address("10.1.2.3"))).isFalse();
    assertThat(rest.contains(address("10.1.2.4"))).isTrue();
    assertThat(rest.union(set("10.1.2.3"))).isEqualTo(set("10.0.0.0/8"));
    assertThat(rest.prefixes()).hasSize(24);
  }

  @Test
  void listsTheFewestPrefixes() {
    assertThat(set("0.0.0.0/0").minus(set("0.0.0.0/8")).toString())
        .isEqualTo(
            "1.0.0.0/8, 2.0.0.0/7, 4.0.0.0/6, 8.0.0.0/5, 16.0.0.0/4, 32.0.0.0/3, "
                + "64.0.0.0/2, 128.0.0.0/1");
    assertThat(AddressSet.all(Family.V6).networks()).hasToString("::/0");
  }

  @Test
  void readsMasksWithHoles() {
    AddressSet set =
        new AddressMask(address("10.0.2.0"), address("255.0.255.0")).addresses(256).orElseThrow();
    assertThat(set.ranges()).hasSize(256);
    assertThat(set.contains(address("10.9.2.250"))).isTrue();
    assertThat(set.contains(address("10.9.3.1"))).isFalse();
    assertThat(new AddressMask(address("0.0.0.1"), address("0.0.0.1")).addresses(1 << 16))
        .isEmpty();
    assertThat(new AddressMask(address("2001:db8::"), address("ffff:ffff::")).addresses(1))
        .contains(set("2001:db8::/32"));
    assertThat(new AddressMask(address("0.0.0.0"), address("0.0.0.0")).addresses(1))
        .contains(AddressSet.all(Family.V4));
  }

  /** The last number of the base is one that addition carries over from. */
  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.0", "10.0.0.128", "2001:db8::ffff:ffff:ffff:ff80"})
  void agreesWithSetsOfBits(String base) {
    List<Address> addresses = addresses(base);
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      boolean[] left = new boolean[256];
      boolean[] right = new boolean[256];
      AddressSet one = random(random, addresses, left);
      AddressSet other = random(random, addresses, right);
      boolean contains = true;
      boolean intersects = false;
      for (int i = 0; i < 256; i++) {
        Address at = addresses.get(i);
        assertThat(one.union(other).contains(at)).isEqualTo(left[i] || right[i]);
        assertThat(one.intersect(other).contains(at)).isEqualTo(left[i] && right[i]);
        assertThat(one.minus(other).contains(at)).isEqualTo(left[i] && !right[i]);
        assertThat(one.complement().contains(at)).isEqualTo(!left[i]);
        contains &= left[i] || !right[i];
        intersects |= left[i] && right[i];
      }
      assertThat(one.contains(other)).isEqualTo(contains);
      assertThat(one.intersects(other)).isEqualTo(intersects);
      assertThat(AddressSet.of(one.family(), one.networks())).isEqualTo(one);
      assertThat(one.prefixCount()).isEqualTo(one.prefixes().size());
      assertThat(one.prefixes(3)).isEqualTo(one.prefixes().stream().limit(3).toList());
    }
  }

  @Test
  void findsTheRunsThatShareAddresses() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      AddressRuns runs = new AddressRuns(Family.V4);
      for (int i = 0; i < 8; i++) {
        int first = random.nextInt(64);
        runs.add(first, first + random.nextInt(9));
      }
      BitSet shared = new BitSet();
      for (int i = 0; i < runs.size(); i++) {
        for (int other = 0; other < runs.size(); other++) {
          boolean meet =
              runs.firstLow(i) <= runs.lastLow(other) && runs.firstLow(other) <= runs.lastLow(i);
          if (i != other && meet) {
            shared.set(i);
          }
        }
      }
      assertThat(runs.overlapped()).isEqualTo(shared);
    }
  }

  private static List<Address> addresses(String base) {
    List<Address> addresses = new ArrayList<>();
    for (Address at = address(base); addresses.size() < 256; at = at.next()) {
      addresses.add(at);
    }
    return addresses;
  }

  private static AddressSet random(Random random, List<Address> addresses, boolean[] bits) {
    AddressRuns runs = new AddressRuns(addresses.get(0).family());
    for (int i = 0; i < 4; i++) {
      int first = random.nextInt(256);
      int last = Math.min(255, first + random.nextInt(40));
      for (int bit = first; bit <= last; bit++) {
        bits[bit] = true;
      }
      runs.add(addresses.get(first), addresses.get(last));
    }
    return runs.toSet();
  }

  @Test
  void tellsWhetherItIsMostOfItsFamily() {
    for (String base : List.of("2001:db8::/32", "::/1", "8000::/1", "10.0.0.0/8", "128.0.0.0/1")) {
      AddressSet part = AddressSet.of(Prefix.parse(base).orElseThrow());
      boolean isHalf = base.endsWith("/1");
      assertThat(part.isMajority()).as(base).isFalse();
      assertThat(part.complement().isMajority()).as("all but " + base).isNotEqualTo(isHalf);
    }
  }
}

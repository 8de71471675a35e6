package dev.postern.firewall.walk;

import dev.postern.net.AddressSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The sources whose packets match: surely, and possibly.
 *
 * @param must part of {@code may}
 * @param reasons the matches no file decides; empty when {@code must} equals {@code may}
 */
public record Selection(AddressSet must, AddressSet may, List<String> reasons) {

  static Selection exactly(AddressSet set) {
    return new Selection(set, set, List.of());
  }

  boolean isCertain() {
    return reasons.isEmpty();
  }

  Selection and(Selection other) {
    if (may.isEmpty() || (other.isCertain() && other.may.isAll())) {
      return this;
    }
    if (isCertain() && must.isAll()) {
      return other;
    }
    AddressSet bothMay = may.intersect(other.may);
    if (isCertain() && other.isCertain()) {
      return exactly(bothMay);
    }
    return of(must.intersect(other.must), bothMay, reasons, other.reasons);
  }

  Selection or(Selection other) {
    if (isCertain() && other.isCertain()) {
      return exactly(may.union(other.may));
    }
    return of(must.union(other.must), may.union(other.may), reasons, other.reasons);
  }

  Selection not() {
    return isCertain()
        ? exactly(may.complement())
        : new Selection(may.complement(), must.complement(), reasons);
  }

  private static Selection of(
      AddressSet must, AddressSet may, List<String> reasons, List<String> more) {
    if (must.equals(may)) {
      return exactly(may);
    }
    List<String> all = new ArrayList<>(reasons);
    for (String reason : more) {
      if (!all.contains(reason)) {
        all.add(reason);
      }
    }
    return new Selection(must, may, List.copyOf(all));
  }
}

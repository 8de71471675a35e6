package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A set in the kernel, while files are loaded: what it takes, and what it refuses. */
final class LoadedSet {
  private static final long USUAL_ROOM = 65_536;
  private static final int USUAL_BUCKETS = 1024;

  /** Up to here a hash of the usual size counts its elements exactly: ip_set_hash_gen.h. */
  private static final long MOST_COUNTED_EXACTLY = 2048;

  /** How many elements are looked at to delete some; more would take longer than a second. */
  private static final long MOST_SEARCHED = 20_000_000;

  private final SetType type;
  private final Optional<Family> family;
  private final SetOptions options;
  private final ElementReader reader;
  private final Optional<Integer> netmask;
  private final Optional<SetElement.Part> bounds;
  private final long room;
  private final boolean isCountedExactly;
  private final List<SetElement> elements = new ArrayList<>();
  private Optional<Occupied> occupied = Optional.empty();
  private long count;
  private long searched;
  private boolean isCountKnown = true;
  private int certain = Integer.MAX_VALUE;
  private String doubt = "";
  private boolean isAnyDoubtful;
  private boolean hasExceptions;

  private LoadedSet(SetType type, Optional<Family> family, SetOptions options, ElementReader reader)
      throws SetRefusal {
    this.type = type;
    this.family = family;
    this.options = options;
    this.reader = reader;
    this.netmask = SetBounds.netmask(type, family.orElse(Family.V4), options);
    this.bounds = SetBounds.read(type, options, netmask, reader);
    this.room = type.isHash() ? options.number("maxelem").orElse(USUAL_ROOM) : Long.MAX_VALUE;
    this.isCountedExactly =
        room <= MOST_COUNTED_EXACTLY
            && options.number("hashsize").orElse((long) USUAL_BUCKETS) <= USUAL_BUCKETS;
    if (options.has("bitmask") && netmask.isEmpty()) {
      doubtAll("its bitmask is not read here");
    }
  }

  /**
   * A new set.
   *
   * @param words what stands behind its type
   */
  static LoadedSet create(Catalogue catalogue, String typeName, List<Word> words)
      throws SetRefusal {
    SetType type =
        SetType.named(typeName)
            .orElseThrow(() -> SetRefusal.of("'" + typeName + "' is no type of a set"));
    SetOptions options = SetOptions.read(type.createOptions(), words);
    return create(catalogue, type, options);
  }

  static LoadedSet create(Catalogue catalogue, SetType type, SetOptions options) throws SetRefusal {
    Optional<Family> family =
        type.isOfFamily() ? Optional.of(options.isV6() ? Family.V6 : Family.V4) : Optional.empty();
    ElementReader reader =
        new ElementReader(
            catalogue,
            type,
            family.orElse(Family.V4),
            options.has("netmask") || options.has("bitmask"));
    return new LoadedSet(type, family, options, reader);
  }

  /** Refuses a set of which the kernel makes none. */
  void checkBounds() throws SetRefusal {
    if (bounds.isPresent()) {
      SetBounds.check(bounds.get(), netmask);
    }
  }

  /** Whether {@code create -exist} leaves it alone; the kernel does not look at the family. */
  boolean isMadeAs(LoadedSet other) {
    return type.name().equals(other.type.name()) && options.isAsKernelCompares(other.options);
  }

  SetType type() {
    return type;
  }

  /** Of the rules that may name it; empty for those of both. */
  Optional<Family> family() {
    return family;
  }

  SetOptions options() {
    return options;
  }

  List<SetElement> elements() {
    return elements;
  }

  boolean hasElement(List<SetElement.Part> parts) {
    for (SetElement element : elements) {
      if (element.parts().equals(parts)) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return elements.size();
  }

  List<SetElement.Part> read(String element) throws SetRefusal {
    return reader.read(element);
  }

  /** Tells that the elements from a place on may be missing. */
  void doubtFrom(int place, String why) {
    if (place < certain) {
      certain = place;
      doubt = doubt.isEmpty() ? why : doubt;
    }
  }

  /** Tells that nothing is known of its elements. */
  void doubtAll(String why) {
    doubtFrom(0, why);
    isAnyDoubtful = true;
  }

  /** How many elements are surely there, from the first on. */
  int certain() {
    return Math.min(certain, elements.size());
  }

  /** Whether it may have elements that are not named, or lack any. */
  boolean isAnyDoubtful() {
    return isAnyDoubtful;
  }

  /** Whether some elements say who is not in it. */
  boolean hasExceptions() {
    return hasExceptions;
  }

  /** Why elements are uncertain; empty when none are. */
  String doubt() {
    return doubt;
  }

  /** Takes away all elements from a place on. */
  void cut(int place) {
    if (place < elements.size()) {
      elements.subList(place, elements.size()).clear();
      recount();
    }
  }

  private void recount() {
    occupied = Optional.empty();
    count = 0;
    for (SetElement element : elements) {
      count += SetBounds.size(type, element, netmask);
    }
  }

  /** Takes an element out; whether it was there. */
  boolean remove(List<SetElement.Part> parts) throws SetRefusal {
    boolean found = false;
    for (SetElement element : normal(new SetElement(parts, false))) {
      searched += elements.size();
      if (searched > MOST_SEARCHED) {
        String why = "more is deleted from it than is followed here";
        doubtAll(why);
        throw SetRefusal.possibly(why);
      }
      found |= elements.removeIf(other -> other.parts().equals(element.parts()));
    }
    recount();
    return found;
  }

  /**
   * Adds an element as the kernel does.
   *
   * @param forgives whether one that is there already is no error
   */
  void add(SetElement given, boolean forgives) throws SetRefusal {
    checkValue(given);
    checkMask(given);
    for (SetElement element : normal(given)) {
      if (!forgives) {
        checkTaken(element);
        fill(element);
      } else if (!isThereAlready(element)) {
        fill(element);
      }
    }
  }

  /** Whether adding an element changes nothing where that is no error. */
  private boolean isThereAlready(SetElement element) throws SetRefusal {
    Occupied taken = occupied();
    if (!taken.isTaken(element)) {
      taken.take(element);
      return false;
    }
    if (taken.isWide(element)) {
      isCountKnown = false;
      return false;
    }
    // The later line tells whether it is an exception.
    hasExceptions |= element.isException();
    SetElement other = new SetElement(element.parts(), !element.isException());
    int place = hasExceptions ? elements.indexOf(other) : -1;
    if (place >= 0) {
      elements.set(place, element);
    }
    return true;
  }

  /** The element as the kernel keeps it: under the netmask, a run of networks as its blocks. */
  private List<SetElement> normal(SetElement given) {
    List<SetElement> made = new ArrayList<>(1);
    made.add(given);
    for (int i = 0; i < given.parts().size(); i++) {
      if (given.parts().get(i) instanceof SetElement.Addresses addresses) {
        boolean isNet = type.parts().get(i).name().endsWith("NET");
        if (isNet && !addresses.isSingle()) {
          made = split(made, i, addresses.range().prefixes());
        } else if (i == 0 && netmask.isPresent()) {
          AddressRange range =
              type.isBitmap()
                  ? SetBounds.stepped(addresses.range(), netmask.get())
                  : SetBounds.masked(addresses.range(), netmask.get());
          made = List.of(with(given, 0, range));
        }
      }
    }
    return made;
  }

  private static List<SetElement> split(List<SetElement> given, int part, List<Prefix> blocks) {
    if (blocks.size() == 1) {
      return given;
    }
    List<SetElement> made = new ArrayList<>();
    for (SetElement element : given) {
      for (Prefix block : blocks) {
        made.add(with(element, part, AddressRange.of(block)));
      }
    }
    return made;
  }

  private static SetElement with(SetElement element, int part, AddressRange range) {
    List<SetElement.Part> parts = new ArrayList<>(element.parts());
    parts.set(part, new SetElement.Addresses(range));
    return new SetElement(parts, element.isException());
  }

  private void checkValue(SetElement element) throws SetRefusal {
    for (int i = 0; i < element.parts().size(); i++) {
      if (element.parts().get(i) instanceof SetElement.Addresses addresses) {
        SetBounds.checkValue(type, i, addresses.range(), netmask);
      }
    }
    if (bounds.isPresent() && !SetBounds.holds(bounds.get(), element.parts().get(0))) {
      throw SetRefusal.of("this is out of the range of the set");
    }
  }

  /** Linux 6.2 to 6.18 take an address of such a run as it is, though they look for its block. */
  private void checkMask(SetElement element) throws SetRefusal {
    if (netmask.isPresent()
        && element.parts().size() > 1
        && element.parts().get(0) instanceof SetElement.Addresses run
        && !run.isSingle()) {
      String why = "a run of addresses with ports under a netmask";
      doubtAll(why);
      throw SetRefusal.possibly(why);
    }
  }

  private void checkTaken(SetElement element) throws SetRefusal {
    Occupied taken = occupied();
    if (!taken.isTaken(element)) {
      taken.take(element);
      return;
    }
    if (element.parts().get(0) instanceof SetElement.Addresses run && taken.isOfAddresses()) {
      Address first = taken.firstTaken(run.range()).orElse(run.range().first());
      if (first.compareTo(run.range().first()) > 0) {
        // Those before it have been added by then.
        fill(with(element, 0, new AddressRange(run.range().first(), first.previous())));
      }
    } else if (taken.isWide(element)) {
      doubtFrom(elements.size(), "some of what is to be added is there already");
    }
    throw twice();
  }

  private static SetRefusal twice() {
    return SetRefusal.ofPresence("this is in the set already");
  }

  private Occupied occupied() {
    if (occupied.isEmpty()) {
      Occupied taken = new Occupied(type);
      elements.forEach(taken::take);
      occupied = Optional.of(taken);
    }
    return occupied.get();
  }

  private void fill(SetElement element) throws SetRefusal {
    long added = SetBounds.size(type, element, netmask);
    long left = room - count;
    count += added;
    hasExceptions |= element.isException();
    if (added <= left) {
      elements.add(element);
      return;
    }
    if (left > 0 && isCountKnown && element.parts().size() == 1 && netmask.isEmpty()) {
      addFirst(element, left);
    }
    String full = "the set is full: it takes %d elements (maxelem)".formatted(room);
    boolean isExact = isCountKnown && !options.has("forceadd");
    if (isExact && isCountedExactly) {
      throw SetRefusal.of(full);
    }
    doubtFrom(elements.size(), full);
    elements.add(element);
    if (options.has("forceadd")) {
      doubtAll("it is full, and new elements push out others");
    }
    // Each part of the hash has its share of the room; by then all of them have used theirs.
    throw isExact && count > room + room / 8 ? SetRefusal.of(full) : SetRefusal.possibly(full);
  }

  /** Adds as much of a run of addresses as there is room for. */
  private void addFirst(SetElement element, long left) {
    if (element.parts().get(0) instanceof SetElement.Addresses addresses) {
      Address first = addresses.range().first();
      Address last = new Address(first.family(), first.high(), first.low() + left - 1);
      elements.add(with(element, 0, new AddressRange(first, last)));
    }
  }
}

package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.source.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the commands of an ipset file do to the sets that are there: ipset(8). */
final class SetCommands {
  private static final int LONGEST_NAME = 31;

  private final Catalogue catalogue;
  private final Map<String, LoadedSet> sets;

  /** Those of the sets that are lists of others. */
  private final Set<LoadedSet> lists = new LinkedHashSet<>();

  private final Map<String, String> missing = new LinkedHashMap<>();
  private Forgiveness forgiveness = Forgiveness.NO;
  private String mayHaveStopped = "";

  /** Whether what is there already, or is not there, is no error: {@code -exist}. */
  enum Forgiveness {
    NO,
    YES,
    /** No file tells how ipset is run. */
    UNKNOWN;

    /**
     * How ipset is run at boot for a file: the plugin of Debian's netfilter-persistent says {@code
     * -exist}, Arch Linux's service does not, and others differ by their versions.
     */
    static Forgiveness of(String path) {
      return switch (Paths.name(path)) {
        case "ipsets" -> YES;
        case "ipset.conf" -> NO;
        default -> UNKNOWN;
      };
    }
  }

  /** Commands by their meaning. */
  private enum Verb {
    CREATE,
    ADD,
    DELETE,
    FLUSH,
    DESTROY,
    RENAME,
    SWAP,
    TEST,
    PRINT,
    QUIT
  }

  /** A command that ipset understands. */
  sealed interface Command {}

  /**
   * {@code add SET ELEMENT}.
   *
   * @param lacks why the kernel refuses an option that the set was not created for
   * @param isPlain whether nothing but the element tells the line from others of its kind
   */
  record Add(LoadedSet set, SetElement element, Optional<String> lacks, boolean isPlain)
      implements Command {}

  private record Delete(LoadedSet set, List<SetElement.Part> element) implements Command {}

  private record Create(String name, LoadedSet set) implements Command {}

  /** {@code quit}: ipset ends, without sending what it has gathered. */
  record Quit() implements Command {}

  private record Other(Verb verb, List<String> names) implements Command {}

  /**
   * Commands on sets.
   *
   * @param sets those that are there, which the commands change
   */
  SetCommands(Catalogue catalogue, Map<String, LoadedSet> sets) {
    this.catalogue = catalogue;
    this.sets = sets;
  }

  /** Begins another file. */
  void begin(Forgiveness ofFile) {
    forgiveness = ofFile;
    mayHaveStopped = "";
  }

  Forgiveness forgiveness() {
    return forgiveness;
  }

  /** Why sets are not there that files were to make, or may not be, by their names. */
  Map<String, String> missing() {
    return missing;
  }

  /** Tells that commands may not be reached from now on; whether that is news. */
  boolean mayHaveStopped(String why) {
    boolean isNew = mayHaveStopped.isEmpty();
    if (isNew) {
      mayHaveStopped = why;
      sets.values().forEach(set -> set.doubtFrom(set.size(), why));
    }
    return isNew;
  }

  /** Takes note of a command that is not reached. */
  void skip(List<Word> words, String why) {
    String name = words.size() > 2 ? words.get(1).text() : "";
    if (verb(words.get(0).text()) == Verb.CREATE && !sets.containsKey(name)) {
      missing.putIfAbsent(name, why + " before it makes this set");
    }
  }

  /** Understands a command, or not. */
  Command read(List<Word> given) throws SetRefusal {
    List<Word> words = withoutSwitches(given);
    Verb verb = words.isEmpty() ? null : verb(words.get(0).text());
    if (verb == null) {
      throw SetRefusal.of("this is no command of ipset; expected create or add");
    }
    int needed =
        switch (verb) {
          case CREATE, ADD, DELETE, TEST, RENAME, SWAP -> 3;
          default -> 1;
        };
    if (words.size() < needed) {
      throw SetRefusal.of("'%s' needs %d words".formatted(words.get(0).text(), needed));
    }
    return switch (verb) {
      case CREATE -> create(words);
      case ADD -> add(words, given.size() == words.size());
      case DELETE -> {
        LoadedSet set = set(words.get(1).text());
        SetOptions.read(
            Map.of("nomatch", "flag", "wildcard", "flag"), words.subList(3, words.size()));
        yield new Delete(set, set.read(words.get(2).text()));
      }
      case QUIT -> new Quit();
      default -> new Other(verb, words.subList(1, words.size()).stream().map(Word::text).toList());
    };
  }

  /** The words without those that could stand in any line; {@code -exist} holds from then on. */
  private List<Word> withoutSwitches(List<Word> given) {
    List<Word> words = given;
    for (int i = 0; i < given.size(); i++) {
      switch (given.get(i).text()) {
        case "-exist", "-!", "-quiet", "-q" -> {
          if (words.size() == given.size()) {
            words = new ArrayList<>(given);
          }
          words.remove(given.get(i));
          if (!given.get(i).text().startsWith("-q")) {
            forgiveness = Forgiveness.YES;
          }
        }
        default -> {
          // A word of the command.
        }
      }
    }
    return words;
  }

  private static @Nullable Verb verb(String word) {
    return switch (word) {
      case "create", "--create", "new", "n", "-N" -> Verb.CREATE;
      case "add", "--add", "a", "-A" -> Verb.ADD;
      case "del", "--del", "d", "-D" -> Verb.DELETE;
      case "flush", "--flush", "f", "-F" -> Verb.FLUSH;
      case "destroy", "--destroy", "x", "-X" -> Verb.DESTROY;
      case "rename", "--rename", "e", "-E" -> Verb.RENAME;
      case "swap", "--swap", "w", "-W" -> Verb.SWAP;
      case "test", "--test", "t", "-T" -> Verb.TEST;
      case "list", "--list", "l", "-L", "save", "--save", "s", "-S" -> Verb.PRINT;
      case "quit" -> Verb.QUIT;
      default -> null;
    };
  }

  private Create create(List<Word> words) throws SetRefusal {
    String name = words.get(1).text();
    if (name.length() > LONGEST_NAME) {
      throw SetRefusal.of(
          "the name '%s' is longer than %d characters".formatted(name, LONGEST_NAME));
    }
    return new Create(
        name, LoadedSet.create(catalogue, words.get(2).text(), words.subList(3, words.size())));
  }

  private Add add(List<Word> words, boolean isPlain) throws SetRefusal {
    LoadedSet set = set(words.get(1).text());
    SetOptions options =
        words.size() == 3
            ? SetOptions.NONE
            : SetOptions.read(set.type().addOptions(), words.subList(3, words.size()));
    return new Add(
        set,
        new SetElement(set.read(words.get(2).text()), options.has("nomatch")),
        options.missingIn(set.options()).or(() -> unknownNeighbour(set, options)),
        isPlain && !options.isPlace());
  }

  /** Why the place of a member in a list is no place. */
  private static Optional<String> unknownNeighbour(LoadedSet list, SetOptions options) {
    return options
        .value("before")
        .or(() -> options.value("after"))
        .filter(name -> !list.hasElement(List.of(new SetElement.Name(name))))
        .map(name -> "the set '" + name + "' is not in this one");
  }

  private LoadedSet set(String name) throws SetRefusal {
    LoadedSet set = sets.get(name);
    if (set == null) {
      throw SetRefusal.of("there is no set '" + name + "'");
    }
    return set;
  }

  /** Adds an element as the kernel does. */
  void add(LoadedSet set, SetElement element, Forgiveness ofRun) throws SetRefusal {
    if (!mayHaveStopped.isEmpty()) {
      set.doubtFrom(set.size(), mayHaveStopped);
    }
    if (set.type().isList()) {
      checkMember(((SetElement.Name) element.parts().get(0)).text());
    }
    try {
      set.add(element, ofRun == Forgiveness.YES);
    } catch (SetRefusal refusal) {
      if (!refusal.isOfPresence() || ofRun == Forgiveness.NO) {
        throw refusal;
      }
      set.doubtFrom(set.size(), refusal.why());
      set.add(element, true);
      throw unlessForgiven(refusal);
    }
  }

  private static SetRefusal unlessForgiven(SetRefusal refusal) {
    return SetRefusal.possibly(refusal.why() + ", which ipset refuses unless it is told -exist");
  }

  private void checkMember(String name) throws SetRefusal {
    LoadedSet member = sets.get(name);
    if (member == null) {
      throw SetRefusal.of("there is no set '" + name + "' to be a member of this one");
    }
    if (member.type().isList()) {
      throw SetRefusal.of("'" + name + "' is a list of sets, which no list takes");
    }
  }

  /** Runs a command that adds nothing. */
  void run(Command command) throws SetRefusal {
    try {
      if (command instanceof Create create) {
        create(create);
      } else if (command instanceof Delete delete) {
        delete(delete);
      } else if (command instanceof Other other) {
        run(other.verb(), other.names());
      }
    } catch (SetRefusal refusal) {
      if (!refusal.isOfPresence() || forgiveness == Forgiveness.NO) {
        throw refusal;
      }
      if (forgiveness == Forgiveness.UNKNOWN) {
        throw unlessForgiven(refusal);
      }
    }
  }

  private void create(Create create) throws SetRefusal {
    String name = create.name();
    LoadedSet there = sets.get(name);
    if (there != null) {
      String why = "there is a set '" + name + "' already";
      throw there.isMadeAs(create.set()) ? SetRefusal.ofPresence(why) : SetRefusal.of(why);
    }
    create.set().checkBounds();
    sets.put(name, create.set());
    if (create.set().type().isList()) {
      lists.add(create.set());
    }
    if (!mayHaveStopped.isEmpty()) {
      missing.put(name, mayHaveStopped + " before it makes this set");
    }
  }

  private void delete(Delete delete) throws SetRefusal {
    if (!mayHaveStopped.isEmpty()) {
      delete.set().doubtAll(mayHaveStopped);
    }
    if (!delete.set().remove(delete.element())) {
      throw SetRefusal.ofPresence("this is not in the set");
    }
  }

  private void run(Verb verb, List<String> names) throws SetRefusal {
    String name = names.isEmpty() ? "" : names.get(0);
    if (verb == Verb.TEST) {
      throw SetRefusal.possibly("ipset goes on when the element is in the set");
    }
    if (!name.isEmpty() && !sets.containsKey(name)) {
      String why = "there is no set '" + name + "'";
      throw verb == Verb.DESTROY ? SetRefusal.ofPresence(why) : SetRefusal.of(why);
    }
    if (verb != Verb.PRINT && !mayHaveStopped.isEmpty()) {
      sets.values().forEach(set -> set.doubtAll(mayHaveStopped));
    }
    switch (verb) {
      case FLUSH -> {
        for (String one : name.isEmpty() ? List.copyOf(sets.keySet()) : List.of(name)) {
          set(one).cut(0);
        }
      }
      case DESTROY -> {
        List<String> given = name.isEmpty() ? List.copyOf(sets.keySet()) : List.of(name);
        for (String one : given) {
          checkUnused(one);
        }
        for (String one : given) {
          lists.remove(set(one));
          sets.remove(one);
        }
      }
      case RENAME -> {
        checkUnused(name);
        if (sets.containsKey(names.get(1))) {
          throw SetRefusal.of("there is a set '" + names.get(1) + "' already");
        }
        LoadedSet renamed = set(name);
        sets.remove(name);
        sets.put(names.get(1), renamed);
      }
      case SWAP -> {
        LoadedSet one = set(name);
        LoadedSet other = set(names.get(1));
        if (!one.type().parts().equals(other.type().parts())
            || !one.family().equals(other.family())) {
          throw SetRefusal.of("sets of different types are not swapped");
        }
        sets.put(name, other);
        sets.put(names.get(1), one);
      }
      default -> {
        // Prints, and changes nothing.
      }
    }
  }

  private void checkUnused(String name) throws SetRefusal {
    List<SetElement.Part> member = List.of(new SetElement.Name(name));
    for (LoadedSet list : lists) {
      if (list.hasElement(member)) {
        throw SetRefusal.of("the set '" + name + "' is in use by a list of sets");
      }
    }
  }
}

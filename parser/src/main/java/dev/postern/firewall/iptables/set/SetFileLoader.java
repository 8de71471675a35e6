package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.IptablesParser;
import dev.postern.firewall.iptables.syntax.Line;
import dev.postern.firewall.iptables.syntax.LineShapes;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads one file as {@code ipset restore} does: at the first line that it refuses it stops. What it
 * has gathered to add to the set at hand is lost when the line is refused by ipset itself; when the
 * kernel refuses it, what stands before it is there.
 */
final class SetFileLoader {
  /** So many bytes of messages ipset surely gathers before it sends them: half a page is spare. */
  private static final int GATHERED_SURELY = 3600;

  /** More than it ever gathers, as counted here, which is up to three times too much. */
  private static final int GATHERED_AT_MOST = 3 * 0x1_0000;

  /** More lines than fit into what it gathers: 64 kB, of which one takes 24 bytes. */
  private static final int MOST_GATHERED = 2730;

  private final SourceFile source;
  private final SetCommands commands;
  private final IptablesParser parser;
  private LineShapes<Addition> additions = new LineShapes<>(name -> false);
  private final List<Problem> problems = new ArrayList<>();
  private Optional<Run> run = Optional.empty();
  private boolean isStopped;
  private int understood;
  private int ignored;
  private int unrecognised;

  /**
   * What a line adds to a set, its element and the values of its options left open.
   *
   * @param valued the options with a value, in their order
   */
  private record Addition(LoadedSet set, boolean isException, int words, List<String> valued) {}

  /** Lines in a row that add to one set. */
  private static final class Run {
    private final LoadedSet set;
    private final int from;
    private final SetCommands.Forgiveness forgiveness;
    private int bytes;
    private Optional<Failure> failure = Optional.empty();

    private Run(LoadedSet set, SetCommands.Forgiveness forgiveness) {
      this.set = set;
      this.from = set.size();
      this.forgiveness = forgiveness;
    }

    /** The first element that may not have been sent to the kernel yet. */
    private int unsent() {
      return Math.max(from, set.size() - MOST_GATHERED);
    }
  }

  /** A line that the kernel refuses once it is told of it. */
  private record Failure(int line, String why) {}

  SetFileLoader(SourceFile source, SetCommands commands) {
    this.source = source;
    this.commands = commands;
    this.parser = new IptablesParser(source);
  }

  ReadFile load() {
    int last = source.text().isEmpty() ? 0 : source.lines();
    for (int number = 1; number <= last; number++) {
      if (isStopped) {
        skip(parser.line(number));
      } else if (!addsKnownShape(number)) {
        read(parser.line(number));
      }
    }
    if (!isStopped) {
      endRun();
    }
    problems.addAll(parser.problems());
    return new ReadFile(
        source, "ipset", new Coverage(understood, ignored, 0, unrecognised), problems);
  }

  private void skip(Line line) {
    if (!(line instanceof Line.Blank)) {
      ignored++;
    }
    if (line instanceof Line.Command command) {
      commands.skip(command.words(), refuses());
    }
  }

  private void read(Line line) {
    if (line instanceof Line.Command command) {
      if (command.words().get(0).text().startsWith("#")) {
        return;
      }
      try {
        checkQuotes(command.words());
        if (run(command)) {
          understood++;
        }
      } catch (SetRefusal refusal) {
        refused(line.number(), refusal);
      }
    } else if (line instanceof Line.Commit) {
      understood++;
      endRun();
    } else if (line instanceof Line.Bad) {
      refused(line.number(), SetRefusal.of(""));
    } else if (!(line instanceof Line.Blank)) {
      refused(line.number(), SetRefusal.of("this is no command of ipset"));
    }
  }

  private void checkQuotes(List<Word> words) throws SetRefusal {
    String text = source.text();
    for (Word word : words) {
      for (int at = word.start(); at < word.end(); at++) {
        if (text.charAt(at) == '"') {
          if (at == word.end() - 1 || text.charAt(word.end() - 1) != '"') {
            throw SetRefusal.of("a quote that is not closed");
          }
          break;
        }
      }
    }
  }

  /** Runs a command; whether the file goes on. */
  private boolean run(Line.Command line) throws SetRefusal {
    SetCommands.Command command = commands.read(line.words());
    if (command instanceof SetCommands.Add add) {
      add(line, add);
      return true;
    }
    if (command instanceof SetCommands.Quit) {
      loseRun();
      isStopped = true;
      return true;
    }
    endRun();
    // A name may stand for another set from now on.
    additions = new LineShapes<>(name -> false);
    if (isStopped) {
      ignored++;
      return false;
    }
    try {
      commands.run(command);
    } catch (SetRefusal refusal) {
      kernelRefused(line.number(), refusal);
      return false;
    }
    return true;
  }

  private void add(Line.Command line, SetCommands.Add add) {
    beginRun(add.set());
    boolean isAdded = isAdded(line.number(), add.element(), add.lacks());
    if (isAdded) {
      learn(line.words(), add);
    }
    count(add.element(), line.words().size());
  }

  private void beginRun(LoadedSet set) {
    if (run.isPresent() && run.get().set == set) {
      return;
    }
    endRun();
    if (!isStopped) {
      run = Optional.of(new Run(set, commands.forgiveness()));
    }
  }

  private boolean isAdded(int line, SetElement element, Optional<String> lacks) {
    if (isStopped || run.isEmpty() || run.get().failure.isPresent()) {
      return false;
    }
    Run now = run.get();
    try {
      if (lacks.isPresent()) {
        throw SetRefusal.of(lacks.get());
      }
      commands.add(now.set, element, now.forgiveness);
      return true;
    } catch (SetRefusal refusal) {
      if (refusal.isCertain()) {
        now.failure = Optional.of(new Failure(line, refusal.why()));
      } else {
        doubt(line, refusal.why());
      }
      return false;
    }
  }

  /** Adds up, at most, what a line takes of the memory in which ipset gathers them. */
  private void count(SetElement element, int words) {
    if (run.isPresent()) {
      Run now = run.get();
      now.bytes += 12 + 80 * Math.max(0, words - 3);
      for (SetElement.Part part : element.parts()) {
        now.bytes += bytes(part);
      }
      if (now.failure.isPresent() && now.bytes > GATHERED_AT_MOST) {
        endRun();
      }
    }
  }

  /** Netlink attributes as libipset writes them, seen from where it sends them. */
  private static int bytes(SetElement.Part part) {
    if (part instanceof SetElement.Addresses addresses) {
      int one = addresses.range().first().family() == Family.V4 ? 12 : 24;
      return addresses.isSingle() ? one + 8 : 2 * one + 8;
    }
    return part instanceof SetElement.Name name ? 16 + name.text().length() : 24;
  }

  /** An {@code add SET ELEMENT} line of words that an earlier one had too, but for the element. */
  private boolean addsKnownShape(int number) {
    Addition addition = additions.find(source.text(), source.start(number), source.end(number));
    if (addition == null) {
      return false;
    }
    try {
      for (int i = 0; i < addition.valued().size(); i++) {
        addition
            .set()
            .type()
            .checkOption(addition.valued().get(i), additions.word(source.text(), i + 1).text());
      }
      SetElement element =
          new SetElement(
              addition.set().read(additions.word(source.text(), 0).text()), addition.isException());
      beginRun(addition.set());
      isAdded(number, element, Optional.empty());
      count(element, addition.words());
      understood++;
    } catch (SetRefusal refusal) {
      refused(number, refusal);
    }
    return true;
  }

  private void learn(List<Word> words, SetCommands.Add add) {
    if (!add.isPlain()) {
      return;
    }
    List<LineShapes.Part> parts = new ArrayList<>();
    List<String> valued = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean isValue = i > 3 && add.set().type().takesValue(words.get(i - 1).text());
      if (isValue && parts.get(i - 1) == LineShapes.Part.FIXED) {
        valued.add(words.get(i - 1).text());
        parts.add(LineShapes.Part.VALUE);
      } else {
        parts.add(i == 2 ? LineShapes.Part.VALUE : LineShapes.Part.FIXED);
      }
    }
    additions.learn(
        source.text(),
        words,
        parts,
        new Addition(add.set(), add.element().isException(), words.size(), valued));
  }

  /** Sends what is gathered to the kernel. */
  private void endRun() {
    if (run.isPresent() && run.get().failure.isPresent()) {
      Failure failure = run.get().failure.get();
      stop(failure.line(), failure.why());
    }
    run = Optional.empty();
  }

  private String refuses() {
    return "ipset refuses a line of " + source.path();
  }

  private String mayRefuse() {
    return "ipset may refuse a line of " + source.path();
  }

  /** A line that ipset does not understand. */
  private void refused(int line, SetRefusal refusal) {
    if (!refusal.isCertain()) {
      understood++;
      doubt(line, refusal.why());
      return;
    }
    loseRun();
    stop(line, refusal.why());
  }

  /** What is gathered is never sent. */
  private void loseRun() {
    if (run.isPresent()) {
      Run lost = run.get();
      if (lost.bytes <= GATHERED_SURELY) {
        lost.set.cut(lost.from);
      } else {
        lost.set.doubtFrom(lost.unsent(), refuses());
      }
    }
    run = Optional.empty();
  }

  private void kernelRefused(int line, SetRefusal refusal) {
    if (refusal.isCertain()) {
      stop(line, refusal.why());
    } else {
      understood++;
      doubt(line, refusal.why());
    }
  }

  private void stop(int line, String why) {
    isStopped = true;
    unrecognised++;
    if (!why.isEmpty()) {
      problems.add(
          Problem.error(
              Problem.Kind.REFUSED,
              source.lineSpan(line),
              why + "; ipset stops here, and nothing behind this line is loaded"));
    }
  }

  /** A line at which ipset may stop, or go on; the first one tells enough. */
  private void doubt(int line, String why) {
    run.ifPresent(now -> now.set.doubtFrom(now.unsent(), mayRefuse()));
    if (commands.mayHaveStopped(mayRefuse())) {
      problems.add(
          Problem.warning(
              Problem.Kind.NOTE,
              source.lineSpan(line),
              why + "; where it is refused, ipset stops here"));
    }
  }
}

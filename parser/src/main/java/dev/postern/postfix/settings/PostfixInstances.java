package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Platform;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Postfix instances of a host: each has a directory of its own, and one of them, the primary
 * instance, names the others (postmulti(1)).
 *
 * @param started those that {@code postfix start} starts, with those that the files do not tell
 *     about
 * @param obstacle why it is not known whether any of them starts
 * @param problems of finding them
 */
public record PostfixInstances(
    List<PostfixSettings> started, Optional<String> obstacle, List<Problem> problems) {
  private static final String DIRECTORIES = "multi_instance_directories";
  private static final String ENABLE = "multi_instance_enable";

  public PostfixInstances {
    started = List.copyOf(started);
    problems = List.copyOf(problems);
  }

  /**
   * Reads the instances at some paths and those that they name.
   *
   * @param paths directories with main.cf and master.cf, or single files, relative to the root
   */
  public static PostfixInstances read(FileTree tree, List<String> paths, Platform platform) {
    Reader reader = new Reader(tree, platform);
    Map<String, InstanceFiles> files = new LinkedHashMap<>();
    for (String path : paths) {
      addTo(files, path, InstanceFiles.read(tree, path));
    }
    files.forEach((path, one) -> reader.found.put(path, PostfixSettings.of(one, tree, platform)));
    for (String path : List.copyOf(reader.found.keySet())) {
      reader.named(path);
    }
    return new PostfixInstances(
        List.copyOf(reader.found.values()), reader.obstacle, reader.problems);
  }

  /** Texts that postconf printed into several files may be of one instance. */
  private static void addTo(Map<String, InstanceFiles> files, String path, InstanceFiles more) {
    for (Map.Entry<String, InstanceFiles> entry : files.entrySet()) {
      Optional<InstanceFiles> both = entry.getValue().with(more);
      if (both.isPresent()) {
        entry.setValue(both.get());
        return;
      }
    }
    files.put(path, more);
  }

  private static final class Reader {
    private final FileTree tree;
    private final Platform platform;
    private final Map<String, PostfixSettings> found = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private Optional<String> obstacle = Optional.empty();

    Reader(FileTree tree, Platform platform) {
      this.tree = tree;
      this.platform = platform;
    }

    /** Reads what an instance names; one that names others has to be enabled itself. */
    void named(String primary) {
      PostfixSettings settings = found.get(primary);
      Written setting = settings == null ? null : settings.settings().get(DIRECTORIES);
      if (settings == null || setting == null) {
        return;
      }
      Fact<String> value = settings.global().value(DIRECTORIES);
      if (value instanceof Fact.Unknown<String> unknown) {
        problems.add(Problem.error(Problem.Kind.UNRESOLVED, setting.span(), unknown.reason()));
      }
      List<String> directories = Text.elements(value.toOptional().orElse(""));
      Set<PostfixSettings> group = new LinkedHashSet<>(List.of(settings));
      for (String directory : directories) {
        String path = Paths.normalise(directory).orElse("");
        if (tree.isFile(path + "/" + PostfixSettings.MAIN)) {
          group.add(found.computeIfAbsent(path, any -> PostfixSettings.read(tree, path, platform)));
          leaveOutIfStopped(path, setting.span());
        } else {
          problems.add(
              Problem.error(
                  Problem.Kind.INCLUDE,
                  setting.span(),
                  "the instance in %s is not among the files".formatted(Text.quoted(directory))));
        }
      }
      if (!directories.isEmpty()) {
        leaveOutIfStopped(primary, setting.span());
        InstanceChecks checks = new InstanceChecks(settings, setting.span(), platform);
        checks.of(List.copyOf(group)).ifPresent(this::startsNone);
      }
    }

    private void startsNone(Problem problem) {
      obstacle = Optional.of(problem.message());
      problems.add(problem);
    }

    private void leaveOutIfStopped(String path, Span place) {
      PostfixSettings instance = found.get(path);
      if (instance != null && instance.global().yes(ENABLE).is(false)) {
        found.remove(path);
        problems.add(
            Problem.warning(
                Problem.Kind.NOTE,
                place,
                "the instance in %s is not enabled (%s), so that it is not started and not judged"
                    .formatted(instance.machine().configDirectory(), ENABLE)));
      }
    }
  }
}

package dev.postern.postfix.settings;

import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.MasterCf;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.TemplateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is read of one instance: main.cf and master.cf, or what postconf printed of them.
 *
 * @param directory where main.cf lies, relative to the host's root; empty when it is the root
 * @param printed what only a printed text has
 * @param unreadable files that are there and cannot be read
 */
record InstanceFiles(
    String directory,
    Optional<MainCf> main,
    Optional<MasterCf> master,
    Optional<Printed> printed,
    List<Problem> unreadable) {

  /**
   * What postconf prints and main.cf does not tell.
   *
   * @param options of services, {@code service/type/parameter}, as {@code postconf -P} prints them
   * @param version told by a listing of every parameter
   */
  record Printed(List<Parameter> options, Optional<Version> version) {
    Printed {
      options = List.copyOf(options);
    }
  }

  InstanceFiles {
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Reads a directory, in which either file may be missing, or one file: main.cf or master.cf if
   * its name says so, else what postconf has printed.
   */
  static InstanceFiles read(FileTree tree, String path) {
    List<Problem> unreadable = new ArrayList<>();
    if (!tree.isFile(path)) {
      String prefix = path.isEmpty() ? "" : path + "/";
      Optional<SourceFile> main = open(tree, prefix + PostfixSettings.MAIN, unreadable);
      Optional<SourceFile> master = open(tree, prefix + PostfixSettings.MASTER, unreadable);
      return new InstanceFiles(
          path,
          main.map(SourceFile::withByteOrderMark).map(PostfixParser::main),
          master.map(SourceFile::withByteOrderMark).map(PostfixParser::master),
          Optional.empty(),
          unreadable);
    }
    String directory = Paths.parent(path);
    Optional<SourceFile> file = open(tree, path, unreadable);
    String name = Paths.name(path);
    boolean isMaster = name.contains(PostfixSettings.MASTER);
    if (file.isPresent() && !isMaster && !name.contains(PostfixSettings.MAIN)) {
      return PostconfOutput.read(file.get(), directory);
    }
    return new InstanceFiles(
        directory,
        file.filter(any -> !isMaster).map(SourceFile::withByteOrderMark).map(PostfixParser::main),
        file.filter(any -> isMaster).map(SourceFile::withByteOrderMark).map(PostfixParser::master),
        Optional.empty(),
        unreadable);
  }

  private static Optional<SourceFile> open(FileTree tree, String path, List<Problem> unreadable) {
    try {
      return tree.read(TemplateFile.find(tree, path).orElse(path));
    } catch (FileTree.Unreadable e) {
      unreadable.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /** Both printed texts as one, if they do not tell the same twice. */
  Optional<InstanceFiles> with(InstanceFiles other) {
    if (printed.isEmpty()
        || other.printed.isEmpty()
        || (main.isPresent() && other.main.isPresent())
        || (master.isPresent() && other.master.isPresent())) {
      return Optional.empty();
    }
    List<Parameter> options = new ArrayList<>(printed.get().options());
    options.addAll(other.printed.get().options());
    return Optional.of(
        new InstanceFiles(
            main.isPresent() ? directory : other.directory,
            main.or(other::main),
            master.or(other::master),
            Optional.of(
                new Printed(
                    options, printed.get().version().or(() -> other.printed.get().version()))),
            List.of()));
  }

  /** The services of master.cf; those of Postfix's own one where main.cf alone is at hand. */
  List<MasterEntry> services() {
    if (master.isPresent()) {
      return master.get().entries();
    }
    boolean alone = main.isPresent() && unreadable.isEmpty();
    boolean printedOptions = printed.filter(text -> !text.options().isEmpty()).isPresent();
    return alone && !printedOptions ? ShippedServices.entries(masterPath()) : List.of();
  }

  /** What is missing where no services are told, though something else is. */
  Optional<Problem> withoutServices() {
    if (master.isPresent()) {
      return Optional.empty();
    }
    if (printed.isPresent() && !printed.get().options().isEmpty()) {
      return printed.get().options().stream()
          .map(Parameter::origin)
          .filter(Origin.Setting.class::isInstance)
          .map(origin -> ((Origin.Setting) origin).span())
          .findFirst()
          .map(
              place ->
                  Problem.error(
                      Problem.Kind.UNRESOLVED,
                      place,
                      "options of services whose programs are not told; give what postconf -M"
                          + " prints, too"));
    }
    return main.map(
        file ->
            new Problem(
                Problem.Kind.NOTE,
                Problem.Level.WARNING,
                masterPath(),
                null,
                "No such file or directory"));
  }

  private String masterPath() {
    return directory.isEmpty() ? PostfixSettings.MASTER : directory + "/" + PostfixSettings.MASTER;
  }
}

package dev.postern.postfix.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.CipherList;
import dev.postern.posture.tls.Group;
import dev.postern.tls.Build;
import dev.postern.tls.CipherString;
import dev.postern.tls.Groups;
import dev.postern.tls.HostTls;
import dev.postern.tls.SystemDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What servers and clients of Postfix alike tell OpenSSL: a cipher string made of a grade and of
 * exclusions (tls/tls_misc.c, tls_set_ciphers()), groups of their names (tls/tls_dh.c), and the
 * bounds of the versions.
 */
public record CipherGrades(Scope scope, HostTls host) {
  private static final String NO_LIST =
      "the grade is none, or a word of the exclusions starts with one of !+-@";

  /**
   * The cipher string; empty when Postfix makes none and gives the session up.
   *
   * @param exclusions words of OpenSSL, separated by colons, commas or blanks
   */
  public Fact<Optional<String>> list(Fact<String> grade, Fact<String> exclusions) {
    return grade
        .flatMap(this::ofGrade)
        .with(exclusions, (base, without) -> base.flatMap(text -> excluded(text, without)));
  }

  /** Where it comes from what a grade stands for. */
  public List<Origin> origins(Fact<String> grade) {
    List<Origin> origins = new ArrayList<>();
    grade.possibilities().forEach(word -> origins.addAll(ofGrade(word).origins()));
    return origins;
  }

  /** Empty when there is no such grade. */
  private Fact<Optional<String>> ofGrade(String grade) {
    String word = Text.lower(grade);
    return switch (word) {
      case "high", "medium", "null" -> scope.value("tls_" + word + "_cipherlist").map(Optional::of);
      // Since 3.8 these parameters are gone and the grades mean medium.
      case "low", "export" ->
          scope
              .value("tls_" + word + "_cipherlist")
              .flatMap(
                  text ->
                      text.isEmpty()
                          ? scope.value("tls_medium_cipherlist").map(Optional::of)
                          : Fact.known(Optional.of(text)));
      default -> Fact.known(Optional.empty());
    };
  }

  private static Optional<String> excluded(String base, String exclusions) {
    StringBuilder text = new StringBuilder(base);
    for (String word : Text.elements(exclusions.replace(':', ' '))) {
      if ("!+-@".indexOf(word.charAt(0)) >= 0) {
        return Optional.empty();
      }
      text.append(":!").append(word);
    }
    return Optional.of(text.toString());
  }

  /** What a cipher string selects. */
  public Fact<CipherString.Result> select(Optional<String> string, Build build) {
    return string
        .map(text -> host.select(text, build))
        .orElse(Fact.known(new CipherString.Invalid(NO_LIST)));
  }

  /** A cipher string in the posture's words. */
  public CipherList posture(Fact<Optional<String>> list, Fact<Build> build) {
    return CipherString.Result.posture(
        list.map(text -> text.orElse("")),
        build.flatMap(b -> list.flatMap(text -> select(text, b))).from(list.origins()));
  }

  /** The curves and, since 3.8, primes that hold unless a server is told a grade of ECDHE. */
  public Fact<String> automaticGroups() {
    return scope
        .value("tls_eecdh_auto_curves")
        .with(
            scope.value("tls_ffdhe_auto_groups"),
            (curves, primes) -> (curves + " " + primes).strip());
  }

  /** Names that OpenSSL does not know are passed over; without any that it knows, its own hold. */
  public static List<Group> groups(String names, Build build) {
    Version openssl = build.version();
    List<Group> groups = new ArrayList<>();
    for (String name : Text.elements(names.replace(':', ' '))) {
      Groups.named(name, openssl).filter(group -> !groups.contains(group)).ifPresent(groups::add);
    }
    return groups.isEmpty() ? build.groups() : List.copyOf(groups);
  }

  /** Since 3.6 Postfix sets both bounds of the versions itself, if only to none. */
  public SystemDefaults.Bounds bounds() {
    return scope.versions().newest().atLeast("3.6")
        ? SystemDefaults.Bounds.BOTH
        : SystemDefaults.Bounds.NONE;
  }
}

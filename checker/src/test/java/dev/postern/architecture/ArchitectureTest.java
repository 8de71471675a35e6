package dev.postern.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.RuleContext;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house: parser, then policies, then checker. */
class ArchitectureTest {
  private static final String[] CHECKER = {
    "dev.postern.check..", "dev.postern.report..", "dev.postern.cli..", "dev.postern.build.."
  };
  private static final String BUILD = "dev.postern.build..";
  private static final String POLICIES = "dev.postern.policy..";
  private static final String[] DAEMONS = {
    "dev.postern.dovecot..",
    "dev.postern.postfix..",
    "dev.postern.firewall..",
    "dev.postern.fail2ban..",
    "dev.postern.host.."
  };

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.postern");

  private static final DescribedPredicate<JavaClass> PARSER =
      resideInAPackage("dev.postern..")
          .and(DescribedPredicate.not(resideInAnyPackage(CHECKER)))
          .and(DescribedPredicate.not(resideInAPackage(POLICIES)))
          .as("the parser");

  private static final DescribedPredicate<JavaClass> SYNTAX =
      assignableTo(RuleContext.class).or(assignableTo(Recognizer.class)).as("syntax trees");

  @Test
  void allThreeModulesAreLookedAt() {
    assertThat(List.of("dev.postern.posture", "dev.postern.policy", "dev.postern.report"))
        .allMatch(name -> PROGRAM.containPackage(name));
  }

  @Test
  void theParserKnowsNoPolicyAndNoReport() {
    noClasses()
        .that(PARSER)
        .should()
        .dependOnClassesThat(resideInAnyPackage(CHECKER).or(resideInAPackage(POLICIES)))
        .check(PROGRAM);
  }

  @Test
  void whatTheBuildDoesToTheJarAndTheProgramDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BUILD)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BUILD)
        .check(PROGRAM);
    noClasses()
        .that()
        .resideInAPackage(BUILD)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.postern..").and(DescribedPredicate.not(resideInAPackage(BUILD))))
        .check(PROGRAM);
  }

  @Test
  void policiesKnowNoReport() {
    noClasses()
        .that()
        .resideInAPackage(POLICIES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CHECKER)
        .check(PROGRAM);
  }

  @Test
  void reportsKnowNoCommandLineAndNoDaemon() {
    noClasses()
        .that()
        .resideInAPackage("dev.postern.report..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(DAEMONS).or(resideInAPackage("dev.postern.cli..")))
        .check(PROGRAM);
  }

  @Test
  void policiesKnowNoDaemon() {
    noClasses()
        .that()
        .resideInAPackage(POLICIES)
        .and()
        // The runner of a rule's cases reads host trees.
        .resideOutsideOfPackage("dev.postern.policy.cases..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DAEMONS)
        .check(PROGRAM);
  }

  @Test
  void noYamlInTheParser() {
    noClasses()
        .that(PARSER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(PROGRAM);
  }

  @Test
  void noGrammarOutsideTheParser() {
    noClasses()
        .that()
        .resideInAnyPackage(CHECKER)
        .or()
        .resideInAPackage(POLICIES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.antlr..")
        .check(PROGRAM);
  }

  @Test
  void noCircleOfPackages() {
    slices().matching("dev.postern.(*)..").should().beFreeOfCycles().check(PROGRAM);
    slices().matching("dev.postern.firewall.(**)").should().beFreeOfCycles().check(PROGRAM);
    slices().matching("dev.postern.postfix.(**)").should().beFreeOfCycles().check(PROGRAM);
  }

  @Test
  void syntaxTreesStayInTheirLanguagesPackage() {
    classes().that(SYNTAX).should(beUsedInTheirOwnPackage()).allowEmptyShould(true).check(PROGRAM);
  }

  private static ArchCondition<JavaClass> beUsedInTheirOwnPackage() {
    return new ArchCondition<>("be used in their own package only") {
      @Override
      public void check(JavaClass tree, ConditionEvents events) {
        for (Dependency use : tree.getDirectDependenciesToSelf()) {
          if (!use.getOriginClass().getPackage().equals(tree.getPackage())) {
            events.add(SimpleConditionEvent.violated(use, use.getDescription()));
          }
        }
      }
    };
  }
}

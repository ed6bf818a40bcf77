package io.github.bayesflow4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules of docs/architecture.md, checked on the compiled classes. */
class ArchitectureTest {
  private static final String ROOT = "io.github.bayesflow4j";

  /** Every package, in order: each may use only those before it. */
  private static final List<String> PACKAGES =
      List.of(
          "storage",
          "simulation",
          "process",
          "posterior",
          "tabular",
          "diagnostics",
          "spec",
          "nn",
          "summary",
          "flow",
          "estimator",
          "training",
          "comparison",
          "machine",
          "plot",
          "report",
          "cli");

  /** Packages that use none of ours but {@code simulation}. */
  private static final Set<String> LEAVES = Set.of("process", "posterior", "tabular");

  /** Packages that never touch the TensorFlow runtime. */
  private static final List<String> PURE =
      List.of(
          "storage",
          "simulation",
          "process",
          "posterior",
          "tabular",
          "diagnostics",
          "spec",
          "plot",
          "report");

  private static final String GENERATED = tree("spec.proto");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static String tree(String name) {
    return ROOT + "." + name + "..";
  }

  private static String[] trees(List<String> names) {
    return names.stream().map(ArchitectureTest::tree).toArray(String[]::new);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  @Test
  void everyClassHasItsPlaceInTheOrder() {
    check(
        classes()
            .that()
            .doNotHaveSimpleName("package-info")
            .should()
            .resideInAnyPackage(trees(PACKAGES)));
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void usesOnlyPackagesBeforeIt(String name) {
    List<String> allowed =
        LEAVES.contains(name)
            ? List.of("storage", "simulation", name)
            : PACKAGES.subList(0, PACKAGES.indexOf(name) + 1);
    check(
        classes()
            .that()
            .resideInAPackage(tree(name))
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(trees(allowed)))));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
  }

  @Test
  void purePackagesNeverTouchTheTensorFlowRuntime() {
    DescribedPredicate<JavaClass> runtime =
        resideInAnyPackage("org.tensorflow..", "org.bytedeco..")
            .and(DescribedPredicate.not(resideInAPackage("org.tensorflow.ndarray..")))
            .as("belong to the TensorFlow runtime");
    check(noClasses().that().resideInAnyPackage(trees(PURE)).should().dependOnClassesThat(runtime));
  }

  @Test
  void onlyTheCommandPrints() {
    check(noClasses().that().resideOutsideOfPackage(tree("cli")).should(ACCESS_STANDARD_STREAMS));
  }

  @Test
  void packageNamesSayWhatTheyHold() {
    check(
        noClasses()
            .should()
            .resideInAnyPackage(
                "..util..",
                "..utils..",
                "..helper..",
                "..helpers..",
                "..common..",
                "..base..",
                "..impl..",
                "..manager.."));
  }

  @Test
  void classNamesSayWhatTheyAre() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(GENERATED)
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Common|Base|Impl)"));
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.commons.csv.., tabular",
    "org.apache.parquet.., tabular",
    "com.google.protobuf.util.., spec",
    "picocli.., cli",
    "me.tongfei.progressbar.., cli",
    "org.jfree.., plot",
    "org.apache.batik.., plot",
    "com.samskivert.mustache.., report",
    "java.awt.., plot",
    "org.hipparchus.., process posterior diagnostics"
  })
  void libraryStaysInItsPackages(String library, String users) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(trees(List.of(users.split(" "))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  @Test
  void noImplementationIsInherited() {
    DescribedPredicate<JavaClass> inheritsImplementation =
        describe(
            "heirs of an implementation",
            type ->
                type.getRawSuperclass()
                    .filter(parent -> !parent.isEquivalentTo(Object.class))
                    .filter(parent -> !parent.isEquivalentTo(Record.class))
                    .filter(parent -> !parent.isEquivalentTo(Enum.class))
                    // The body of an enum constant.
                    .filter(parent -> !parent.isEnum())
                    .filter(parent -> !parent.isAssignableTo(RuntimeException.class))
                    .isPresent());
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(GENERATED)
            // The framework's optimizers are extended, as it wants them to be.
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".training.Adam")
            .should(be(inheritsImplementation)));
  }

  @Test
  void randomNumbersComeFromSeededGenerators() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.Random.class, ThreadLocalRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(RandomSource.class, "create"));
  }

  @Test
  void noFileIsLongerThan400Lines() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of("src"))) {
      files = all.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(400);
    }
  }
}

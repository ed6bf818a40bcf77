package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code bayesflow}, in a folder of its own with a Java that prints its arguments and a
 * Maven that counts its calls.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$@" >> maven-calls
      [ ! -e broken ] || exit 1
      sleep 0.2
      mkdir -p target
      : > target/bayesflow4j.jar
      printf %s "$PWD/library.jar" > target/classpath.txt
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'openjdk version "VERSION.0.1" 2025-01-01' >&2
        exit 0
      fi
      for argument in "$@"; do
        echo "[$argument]"
      done
      """;

  @TempDir private Path folder;
  private Path home;
  private Path javaHome;
  private final Map<String, String> environment = new HashMap<>();

  private record Ended(int status, List<String> out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectories(folder.resolve("a home"));
    javaHome = folder.resolve("jdk");
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("summary-nets"));
    Files.createDirectories(home.resolve("examples/tiny"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("library.jar"), "");
    Files.writeString(home.resolve("examples/tiny/experiment.txtpb"), "");
    script(home.resolve("mvnw"), MAVEN);
    javaOfVersion(17);
    script(home.resolve("bayesflow"), Files.readString(Path.of("bayesflow")));
    environment.put("JAVA_HOME", javaHome.toString());
  }

  private void javaOfVersion(int version) throws IOException {
    Files.createDirectories(javaHome.resolve("bin"));
    script(javaHome.resolve("bin/java"), JAVA.replace("VERSION", Integer.toString(version)));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Process start(Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("BAYESFLOW_MAVEN_ARGS");
    builder.environment().remove("BAYESFLOW_JAVA_OPTS");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ended end(Process process) {
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), out.lines().toList(), err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Ended run(String... arguments) {
    return end(start(home.resolve("bayesflow"), arguments));
  }

  private List<String> builds() throws IOException {
    Path calls = home.resolve("maven-calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  /** As if the last build were an hour old, so that any file is newer than it. */
  private void ageBuild() throws IOException {
    Files.setLastModifiedTime(
        home.resolve("target/bayesflow.stamp"), FileTime.from(Instant.now().minusSeconds(3600)));
  }

  /** As if every source file had been there before the last build. */
  private void ageSources() throws IOException {
    try (var files = Files.walk(home)) {
      for (Path file : files.filter(file -> !file.startsWith(home.resolve("target"))).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
      }
    }
  }

  @Test
  void theFirstUseBuildsAndTheNextDoesNot() throws IOException {
    ageSources();
    Ended first = run("machines");
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.err()).contains("building BayesFlow4J (first use");
    Ended second = run("machines");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void argumentsReachTheCommandAsTheyAre() {
    Ended ended = run("estimate", "a b", "", "*", "--seed=1");
    assertThat(ended.out())
        .containsSubsequence(
            "[io.github.bayesflow4j.cli.Main]", "[estimate]", "[a b]", "[]", "[*]", "[--seed=1]")
        .endsWith("[--seed=1]")
        .contains("[-Dbayesflow.home=" + home + "]");
  }

  @Test
  void shortCommandsDoWithoutTheOptimizingCompiler() {
    assertThat(run("estimate", "x").out()).contains("[-XX:TieredStopAtLevel=1]");
    assertThat(run("train", "x").out()).doesNotContain("[-XX:TieredStopAtLevel=1]");
    assertThat(run("estimate", "--report=r.html").out())
        .doesNotContain("[-XX:TieredStopAtLevel=1]");
  }

  @Test
  void shortCommandsTakeLargePagesWhereTheSystemOffersThem() throws IOException {
    String pages = "[-XX:+UseTransparentHugePages]";
    Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean offered = Files.exists(setting) && Files.readString(setting).contains("[madvise]");
    assertThat(run("estimate", "x").out().contains(pages)).isEqualTo(offered);
    assertThat(run("train", "x").out()).doesNotContain(pages);
  }

  @Test
  void itIsFoundInTheWorkingDirectoryToo() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "bayesflow", "machines").directory(home.toFile());
    builder.environment().putAll(environment);
    assertThat(end(builder.start()).out()).contains("[-Dbayesflow.home=" + home.toRealPath() + "]");
  }

  @Test
  void itWorksThroughSymbolicLinks() throws IOException {
    Path link = folder.resolve("to home");
    Files.createSymbolicLink(link, Path.of("a home"));
    Path command = folder.resolve("bf");
    Files.createSymbolicLink(command, Path.of("to home/bayesflow"));
    Ended ended = end(start(command, "machines"));
    assertThat(ended.out()).contains("[-Dbayesflow.home=" + home.toRealPath() + "]");
  }

  @Test
  void aSourceNewerThanTheBuildBuildsAgain() throws IOException {
    ageSources();
    run("machines");
    ageBuild();
    Files.writeString(home.resolve("examples/tiny/experiment.txtpb"), "process: \"tiny\"");
    assertThat(run("machines").err()).contains("changed since the last build");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void aLibraryThatIsGoneBuildsAgain() throws IOException {
    ageSources();
    run("machines");
    Files.delete(home.resolve("library.jar"));
    run("machines");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void otherArgumentsOfTheBuildBuildAgain() throws IOException {
    ageSources();
    run("machines");
    environment.put("BAYESFLOW_MAVEN_ARGS", "-Pgpu -Dx=1");
    run("machines");
    assertThat(builds()).hasSize(2);
    assertThat(builds().get(1)).contains("-Pgpu -Dx=1 package");
  }

  @Test
  void aFailedBuildIsSaidAndTriedAgain() throws IOException {
    Path broken = Files.writeString(home.resolve("broken"), "");
    Ended failed = run("machines");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("bayesflow: the build failed, see above");
    Files.delete(broken);
    assertThat(run("machines").status()).isZero();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void manyAtOnceBuildOnce() throws IOException {
    ageSources();
    List<Process> processes =
        IntStream.range(0, 4).mapToObj(i -> start(home.resolve("bayesflow"), "machines")).toList();
    assertThat(processes).allSatisfy(process -> assertThat(end(process).status()).isZero());
    assertThat(builds()).hasSize(1);
  }

  @Test
  void anOldJavaIsRefused() throws IOException {
    javaOfVersion(11);
    Ended ended = run("machines");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "bayesflow: expected Java 17 or newer, found version 11 of "
                + javaHome.resolve("bin/java")
                + System.lineSeparator());
    assertThat(builds()).isEmpty();
  }

  @Test
  void aJavaThatIsNotThereIsNamed() throws IOException {
    environment.put("JAVA_HOME", folder.resolve("nowhere").toString());
    Ended ended = run("machines");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .contains("expected a JDK 17 or newer, found no " + folder.resolve("nowhere/bin/java"));
    assertThat(builds()).isEmpty();
  }
}

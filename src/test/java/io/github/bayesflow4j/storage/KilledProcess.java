package io.github.bayesflow4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process that is killed without a chance to clean up. */
public final class KilledProcess {
  private static final long PATIENCE_SECONDS = 120;

  private KilledProcess() {}

  /**
   * Starts a class with the class path of this process, waits until a file is there, waits a little
   * longer, kills the process and waits until it is gone.
   *
   * @param main has a main method that does not end by itself
   * @param millis how long it lives after the file is there
   * @param awaited the file; one that is there already is deleted first
   * @throws IllegalStateException if it ends before it is killed, or the file never comes
   */
  public static void runAndKill(Class<?> main, double millis, String awaited, String... arguments)
      throws IOException, InterruptedException {
    Files.deleteIfExists(Path.of(awaited));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("killed", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.exists(Path.of(awaited))) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              main.getName() + " did not write " + awaited + ": " + Files.readString(output));
        }
        TimeUnit.MILLISECONDS.sleep(2);
      }
      TimeUnit.NANOSECONDS.sleep((long) (millis * 1e6));
      if (!process.isAlive()) {
        throw new IllegalStateException(
            main.getName() + " ended before it was killed: " + Files.readString(output));
      }
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(output);
    }
  }
}

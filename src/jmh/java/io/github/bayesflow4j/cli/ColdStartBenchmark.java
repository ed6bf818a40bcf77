package io.github.bayesflow4j.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of short commands, from the start of the launcher to its exit, in the folder of the project.
 * The first run, which may build, does not count.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 10)
@Fork(1)
public class ColdStartBenchmark {
  /** The words of the command. */
  @Param({
    "estimate influenza examples/influenza/boarding-school-1978.csv",
    "describe influenza",
    "--version"
  })
  String command;

  /** Runs the command in a process of its own. */
  @Benchmark
  public int run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(("./bayesflow " + command).split(" "))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("./bayesflow " + command + " ended with status " + status);
    }
    return status;
  }
}

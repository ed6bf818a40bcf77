package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Simulations a second of each built-in process model, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SimulatorBenchmark {
  private static final RandomStreams STREAMS = new RandomStreams(1);

  /** Name of the model; {@code Benchmarks} puts the whole catalogue in place of this value. */
  @Param("gaussian")
  String process;

  private GenerativeModel model;
  private long index;

  /** Finds the model. */
  @Setup
  public void find() {
    model = ProcessModels.find(process).orElseThrow();
  }

  /** Size, parameters and data of one data set, each simulation from its own stream. */
  @Benchmark
  public double[][] simulate() {
    UniformRandomProvider random = STREAMS.stream(index++);
    int n = model.size().sample(random);
    double[] theta = model.prior().sample(random);
    double[] context = model.contextPrior().sample(random);
    return model.simulator().simulate(theta, context, n, random);
  }
}

package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Trainer;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of draws from a density of eight components, of every kind of flow with its defaults. The
 * weights do not matter to it: they are those of one step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplingBenchmark {
  private static final int DIMENSION = 8;

  /** A kind of flow. */
  public enum Kind {
    COUPLING(Flows.affineCoupling()),
    MASKED(Flows.maskedAutoregressive()),
    INVERSE(Flows.inverseAutoregressive()),
    SPLINE_COUPLING(Flows.splineCoupling()),
    SPLINE_MASKED(Flows.splineMaskedAutoregressive()),
    SPLINE_INVERSE(Flows.splineInverseAutoregressive());

    private final FlowSpec flow;

    Kind(FlowSpec flow) {
      this.flow = flow;
    }
  }

  @Param Kind flow;

  @Param({"1", "1000", "10000"})
  int draws;

  private EstimationMachine machine;
  private long seed;

  /** Fits a density to noise. */
  @Setup
  public void fit() {
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double[][] rows = new double[100][DIMENSION];
    for (double[] row : rows) {
      for (int j = 0; j < DIMENSION; j++) {
        row[j] = random.nextDouble();
      }
    }
    ParameterSpace space =
        new ParameterSpace(
            IntStream.rangeClosed(1, DIMENSION)
                .mapToObj(j -> Parameter.scalar("x" + j, Support.real()))
                .toList());
    TrainingSpec training = TrainingSpec.newBuilder().setSteps(1).build();
    machine =
        EstimationMachine.of(
            Trainer.density("noise", SampleTable.of(space, rows), flow.flow, training).train());
  }

  /** Draws with a seed that was not used before. */
  @Benchmark
  public PosteriorSamples sample() {
    return machine.sample(DataSet.none(), draws, seed++);
  }

  /** Frees native memory. */
  @TearDown
  public void close() {
    machine.close();
  }
}

package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.peer.SamplingCase;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * Time of draws and of log-densities, of the machine that is compared with PyTorch: ten parameters,
 * a condition of 32, six blocks. The weights do not matter to it: they are those of a few steps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class PosteriorBenchmark {
  /** How much is asked for. */
  public enum Request {
    FEW(1, 1000),
    MANY(1, 100_000),
    FOR_MANY_DATA_SETS(1000, 1000);

    private final int dataSets;
    private final int points;

    Request(int dataSets, int points) {
      this.dataSets = dataSets;
      this.points = points;
    }
  }

  @Param Request request;

  private EstimationMachine machine;
  private List<DataSet> data;
  private double[][] theta;
  private long seed;

  /** Trains for a few steps. */
  @Setup
  public void make() {
    machine = SamplingCase.machine();
    data = SamplingCase.data(request.dataSets);
    PosteriorSamples draws = machine.sample(data.get(0), request.points, 0);
    theta = new double[request.points][];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = draws.draw(i);
    }
  }

  /** Draws with a seed that was not used before. */
  @Benchmark
  public List<PosteriorSamples> sample() {
    return machine.sample(data, request.points, ++seed);
  }

  /** Log-densities of as many points for each data set. */
  @Benchmark
  public double logProb() {
    double sum = 0;
    for (DataSet each : data) {
      sum += machine.logProb(each, theta)[0];
    }
    return sum;
  }

  /** Frees native memory. */
  @TearDown
  public void close() {
    machine.close();
  }
}

package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.Observable;
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
import org.openjdk.jmh.annotations.Warmup;

/** Time to copy a batch of 64 data sets of two features to a tensor and to free that. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchFeedBenchmark {
  private static final int BATCH = 64;

  /** Rows of each data set. */
  @Param({"1", "100", "1000"})
  int rows;

  private DataBatch batch;

  /** Makes the arrays. */
  @Setup
  public void make() {
    Observable observable = Observable.exchangeable("data", "x1", "x2");
    float[] values = new float[BATCH * observable.values(rows)];
    batch = new DataBatch(List.of(observable), BATCH, rows, List.of(values), new float[0]);
  }

  /** Copies. */
  @Benchmark
  public void feed() {
    BatchFeed.data(batch).close();
  }
}

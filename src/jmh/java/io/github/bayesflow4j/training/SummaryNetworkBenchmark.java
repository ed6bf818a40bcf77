package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.estimator.Regularization;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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
 * Time of one joint training step of each ready-made summary network with the default flow, and of
 * the loss alone: batches of 64, four parameters, the first form of {@link NoiseModels} that the
 * network takes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SummaryNetworkBenchmark {
  /** So small that the weights stay near their start, and every step is like the first. */
  private static final double RATE = 1e-6;

  private static final int BATCHES = 8;
  private static final int ROWS = 100;

  private static final TrainingSpec TRAINING =
      ResolvedSpecs.resolve(
          TrainingSpec.newBuilder()
              .setStandardizationSimulations(512)
              .setValidationSimulations(1)
              .build());

  private static final FlowSpec FLOW = ResolvedSpecs.resolve(Flows.affineCoupling());

  /** Where TensorFlow's threads work. */
  public enum Threads {
    /** One thread for each run: the default. */
    ONE,
    /** One thread for each core over operations, one inside each. */
    ACROSS,
    /** One operation at a time, one thread for each core inside it. */
    INSIDE;

    private SessionThreads session() {
      return switch (this) {
        case ONE -> SessionThreads.deterministic();
        case ACROSS -> new SessionThreads(Runtime.getRuntime().availableProcessors(), 1);
        case INSIDE -> new SessionThreads(1, Runtime.getRuntime().availableProcessors());
      };
    }
  }

  /** A ready-made network; {@code Benchmarks} puts the whole catalogue in place of this value. */
  @Param("identity")
  String network;

  @Param Threads threads;

  private Subject subject;
  private int next;

  /** An estimator ready to train, and its data. */
  private record Subject(PosteriorEstimator estimator, List<Simulations> batches) {}

  /** Builds the estimator. */
  @Setup
  public void build() {
    subject = subject(ResolvedSpecs.resolve(SummaryNetworks.named(network)), threads.session());
  }

  /** The network on the first form of data that it takes. */
  private static Subject subject(SummaryNetworkSpec network, SessionThreads threads) {
    StringBuilder refusals = new StringBuilder("the network takes none of the forms of data");
    for (GenerativeModel model : NoiseModels.all(DataSize.fixed(ROWS)).toList()) {
      try {
        return subject(network, model, threads);
      } catch (SpecException e) {
        refusals.append("; ").append(e.getMessage());
      }
    }
    throw new IllegalStateException(refusals.toString());
  }

  private static Subject subject(
      SummaryNetworkSpec network, GenerativeModel model, SessionThreads threads) {
    try (TrainingData data = TrainingData.online(model, TRAINING, 1, FailurePolicy.STOP)) {
      PosteriorEstimator estimator =
          new PosteriorEstimator(
              data.estimatorSpec(Optional.of(network), FLOW, threads),
              new RandomStreams(TRAINING.getSeed()),
              Regularization.none(),
              data.parts(TRAINING.getParts()),
              threads);
      Adam.attach(estimator, TRAINING);
      return new Subject(
          estimator, LongStream.range(0, BATCHES).mapToObj(data.source()::batch).toList());
    }
  }

  private Simulations batch() {
    next = (next + 1) % BATCHES;
    return subject.batches.get(next);
  }

  /** Loss, gradient and Adam. */
  @Benchmark
  public float step() {
    return subject.estimator.step(batch(), RATE, 0);
  }

  /** The loss alone. */
  @Benchmark
  public float loss() {
    return subject.estimator.loss(batch(), 0);
  }

  /** Ends the session. */
  @TearDown
  public void close() {
    subject.estimator.close();
  }
}

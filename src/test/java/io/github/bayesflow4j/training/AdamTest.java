package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.BatchParts;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.estimator.PosteriorGraph;
import io.github.bayesflow4j.estimator.Regularization;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.AdamSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class AdamTest {
  private static final SessionThreads THREADS = SessionThreads.deterministic();
  private static final AdamSpec ADAM =
      AdamSpec.newBuilder().setBeta1(0.8).setBeta2(0.95).setEpsilon(1e-4).build();
  private static final double RATE = 0.01;

  /** Adam as in algorithm 1 of Kingma and Ba 2015, with the epsilon of its section 2, in Java. */
  private static final class Reference {
    private final Map<String, double[]> first = new LinkedHashMap<>();
    private final Map<String, double[]> second = new LinkedHashMap<>();
    private final double clipNorm;
    private final double decay;
    private int steps;
    private double norm;

    Reference(double clipNorm, double decay) {
      this.clipNorm = clipNorm;
      this.decay = decay;
    }

    Weights step(Weights weights, Map<String, float[]> gradients) {
      steps++;
      double squares = 0;
      for (float[] gradient : gradients.values()) {
        for (float g : gradient) {
          squares += (double) g * g;
        }
      }
      norm = Math.sqrt(squares);
      double factor = norm > clipNorm ? clipNorm / norm : 1;
      double correction1 = 1 - Math.pow(ADAM.getBeta1(), steps);
      double correction2 = 1 - Math.pow(ADAM.getBeta2(), steps);
      Map<String, Weights.Weight> updated = new LinkedHashMap<>();
      for (String name : weights.names()) {
        float[] values = weights.get(name).values().clone();
        float[] gradient = gradients.getOrDefault(name, new float[0]);
        double[] m = first.computeIfAbsent(name, key -> new double[values.length]);
        double[] v = second.computeIfAbsent(name, key -> new double[values.length]);
        for (int i = 0; i < values.length; i++) {
          double g = gradient[i] * factor;
          m[i] = ADAM.getBeta1() * m[i] + (1 - ADAM.getBeta1()) * g;
          v[i] = ADAM.getBeta2() * v[i] + (1 - ADAM.getBeta2()) * g * g;
          double rate = RATE * Math.sqrt(correction2) / correction1;
          double decayed = name.endsWith("kernel") ? RATE * decay * values[i] : 0;
          values[i] -= (float) (rate * m[i] / (Math.sqrt(v[i]) + ADAM.getEpsilon()) + decayed);
        }
        updated.put(name, new Weights.Weight(weights.get(name).shape(), values));
      }
      return new Weights(updated);
    }
  }

  /** Gradients of the loss, from a graph of its own in which the weights are constants. */
  private static Map<String, float[]> gradients(
      EstimatorSpec spec, Weights weights, Simulations batch) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      PosteriorGraph posterior = new PosteriorGraph(tf, spec, VariableScope.frozen(tf, weights));
      Operand<TFloat32> theta = tf.withName("theta").placeholder(TFloat32.class);
      Operand<TFloat32> rows =
          tf.reshape(theta, tf.constant(new int[] {-1, posterior.space().dimension()}));
      Operand<TFloat32> loss = posterior.loss(rows, 0);
      Output<?>[] inputs =
          weights.names().stream()
              .map(name -> graph.operationOrThrow(name).output(0))
              .toArray(Output<?>[]::new);
      Output<?>[] gradients = graph.addGradients(loss.asOutput(), inputs);
      try (Session session = new Session(graph, THREADS.config());
          BatchFeed feed =
              BatchFeed.data(batch.batch())
                  .floats("theta", batch.parameters(), batch.count(), batch.space().dimension())) {
        Session.Runner runner = feed.into(session.runner());
        for (Output<?> gradient : gradients) {
          runner.fetch(gradient);
        }
        Map<String, float[]> byName = new LinkedHashMap<>();
        try (Result result = runner.run()) {
          int i = 0;
          for (String name : weights.names()) {
            byName.put(name, Fetched.floats(result.get(i++)));
          }
        }
        return byName;
      }
    }
  }

  /**
   * A clip norm far below the gradient's, and one far above it; batches in one part and in several.
   * Differences come from sums in single precision, about 1e-7 of a gradient each, and are compared
   * by norm because single entries may pass through zero.
   */
  @ParameterizedTest
  @CsvSource({"0.05, 0, 1", "1e6, 0, 1", "1e6, 2, 1", "0.05, 2, 2", "1e6, 0, 3"})
  void followsThePublishedAlgorithm(double clipNorm, double decay, int parts) {
    TrainingSpec training =
        ResolvedSpecs.resolve(
            GaussianModels.training(10)
                .setAdam(ADAM.toBuilder().setWeightDecay(decay))
                .setClipNorm(clipNorm)
                .setAverageSteps(3)
                .setParts(parts)
                .build());
    try (TrainingData data =
            TrainingData.online(GaussianModels.conjugate(), training, 1, FailurePolicy.STOP);
        PosteriorEstimator estimator =
            new PosteriorEstimator(
                data.estimatorSpec(
                    Optional.of(ResolvedSpecs.resolve(GaussianModels.perceptron())),
                    ResolvedSpecs.resolve(GaussianModels.flow()),
                    THREADS),
                new RandomStreams(3),
                Regularization.none(),
                data.parts(training.getParts()),
                THREADS)) {
      Adam.attach(estimator, training);
      Weights weights = estimator.weights(estimator.variables());
      Weights initial = weights;
      estimator.setVariables(
          WeightAverage.startedAt(estimator.layout(), weights, estimator.variables()));
      Weights average = weights;
      Reference reference = new Reference(clipNorm, decay);
      for (int step = 0; step < 6; step++) {
        Simulations batch = data.source().batch(step);
        weights = reference.step(weights, gradients(estimator.spec(), weights, batch));
        assertThat(reference.norm).isBetween(0.2, 100d);
        // 1 - min(2/3, (1 + t) / (10 + t)), t = 0, ..., 5.
        double share = new double[] {0.9, 9 / 11d, 9 / 12d, 9 / 13d, 9 / 14d, 9 / 15d}[step];
        average = mixed(average, weights, share);
        estimator.step(batch, RATE, step);
      }
      Weights variables = estimator.variables();
      Weights found = estimator.weights(variables);
      Weights foundAverage = WeightAverage.of(estimator.layout(), variables);
      for (String name : weights.names()) {
        double moved = distance(weights.get(name).values(), initial.get(name).values());
        assertThat(moved).as(name).isGreaterThan(1e-3);
        assertThat(distance(found.get(name).values(), weights.get(name).values()))
            .as(name)
            .isLessThan(1e-5 * moved + 1e-7 * norm(weights.get(name).values()));
        assertThat(distance(foundAverage.get(name).values(), average.get(name).values()))
            .as("average of %s", name)
            .isLessThan(1e-5 * moved + 1e-7 * norm(weights.get(name).values()));
        assertThat(distance(average.get(name).values(), weights.get(name).values()))
            .isGreaterThan(0.01 * moved);
      }
    }
  }

  private static Weights mixed(Weights before, Weights now, double share) {
    Map<String, Weights.Weight> mixed = new LinkedHashMap<>();
    for (String name : now.names()) {
      float[] values = now.get(name).values().clone();
      for (int i = 0; i < values.length; i++) {
        double old = before.get(name).values()[i];
        values[i] = (float) (old + share * (values[i] - old));
      }
      mixed.put(name, new Weights.Weight(now.get(name).shape(), values));
    }
    return new Weights(mixed);
  }

  @Test
  void theShareOfTheNewestWeightsFallsToOneOverTheSteps() {
    // 9 / (10 + t) is 0.01 at t = 890.
    assertThat(WeightAverage.share(100, 0)).isEqualTo(0.9);
    assertThat(WeightAverage.share(100, 80)).isEqualTo(0.1);
    assertThat(WeightAverage.share(100, 890)).isEqualTo(0.01, within(1e-12));
    assertThat(WeightAverage.share(100, 100_000)).isEqualTo(0.01);
    assertThat(WeightAverage.share(1, 100)).isEqualTo(1);
  }

  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  private static double norm(float[] a) {
    return distance(a, new float[a.length]);
  }

  @Test
  void theFedRateHoldsTheBiasCorrection() {
    // t = 1: sqrt(1 - 0.95) / (1 - 0.8); t = 2: sqrt(1 - 0.9025) / (1 - 0.64).
    assertThat(Adam.fedRate(ADAM, 1, 0)).isEqualTo(Math.sqrt(0.05) / 0.2, within(1e-12));
    assertThat(Adam.fedRate(ADAM, 2, 1)).isEqualTo(2 * Math.sqrt(0.0975) / 0.36, within(1e-12));
    assertThat(Adam.fedRate(ADAM, 1, 100_000)).isEqualTo(1, within(1e-12));
  }

  @Test
  void thePenaltyIsTauTimesTheSquaredNormOfTheKernels() {
    TrainingSpec training = ResolvedSpecs.resolve(GaussianModels.training(10).build());
    double tau = 0.01;
    try (TrainingData data =
        TrainingData.online(GaussianModels.conjugate(), training, 1, FailurePolicy.STOP)) {
      EstimatorSpec spec =
          data.estimatorSpec(
              Optional.of(ResolvedSpecs.resolve(GaussianModels.perceptron())),
              ResolvedSpecs.resolve(GaussianModels.flow()),
              THREADS);
      RandomStreams streams = new RandomStreams(3);
      Regularization penalty = new Regularization(tau, 0);
      BatchParts whole = BatchParts.whole(32);
      try (PosteriorEstimator plain =
              new PosteriorEstimator(spec, streams, Regularization.none(), whole, THREADS);
          PosteriorEstimator penalized =
              new PosteriorEstimator(spec, streams, penalty, whole, THREADS);
          SimulationEngine engine =
              new SimulationEngine(GaussianModels.conjugate(), 1, FailurePolicy.STOP)) {
        // One step of rate 1 with b1 = b2 = 0 and a large epsilon moves w by -g / (|g| + e).
        AdamSpec identity = AdamSpec.newBuilder().setBeta1(0).setBeta2(0).setEpsilon(1e4).build();
        TrainingSpec identical = training.toBuilder().setAdam(identity).setClipNorm(1e6).build();
        Adam.attach(plain, identical);
        Adam.attach(penalized, identical);
        Simulations batch = engine.simulate(new RandomStreams(4), 32, 1);
        Weights before = plain.weights(plain.variables());
        double rate = 1e4;
        assertThat(penalized.step(batch, rate, 0)).isEqualTo(plain.step(batch, rate, 0));
        Weights without = plain.weights(plain.variables());
        Weights with = penalized.weights(penalized.variables());
        for (String name : before.names()) {
          boolean kernel = name.endsWith("kernel");
          for (int i = 0; i < before.get(name).values().length; i++) {
            double w = before.get(name).values()[i];
            double shift = with.get(name).values()[i] - without.get(name).values()[i];
            // The penalty's gradient is 2 tau w; the denominator |g| + e differs from e by 1e-4 of
            // it, and the weights are rounded to single precision.
            assertThat(shift)
                .as(name)
                .isEqualTo(kernel ? -2 * tau * w : 0, within(1e-3 * 2 * tau * Math.abs(w) + 2e-6));
          }
        }
      }
    }
  }
}

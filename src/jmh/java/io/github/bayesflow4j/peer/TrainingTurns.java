package io.github.bayesflow4j.peer;

import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Trainer;
import io.github.bayesflow4j.training.TrainingListener;
import io.github.bayesflow4j.training.TrainingProgress;
import java.util.concurrent.SynchronousQueue;

/**
 * A training by the library's own loop, from a table in memory, that works only when it is its
 * turn.
 */
final class TrainingTurns implements TrainingListener, AutoCloseable {

  /** So small that the weights stay near their start, and every step is like the first. */
  private static final double RATE = 1e-6;

  private static final int BATCHES = 16;
  private static final double NO_MORE = -1;

  /** How the loop is left. */
  private static final class Over extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final SynchronousQueue<Double> turns = new SynchronousQueue<>();
  private final SynchronousQueue<Double> rates = new SynchronousQueue<>();
  private final Thread loop;
  private double seconds;
  private long start;
  private int steps;

  TrainingTurns(TrainingCase network) {
    TrainingSpec training =
        TrainingSpec.newBuilder()
            .setSteps(Integer.MAX_VALUE)
            .setBatchSize(network.batch())
            .setValidationSimulations(1)
            .setValidationInterval(Integer.MAX_VALUE)
            .setLearningRate(
                LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(RATE)))
            .build();
    Simulations table;
    try (SimulationEngine engine = new SimulationEngine(network.model(), 2, FailurePolicy.STOP)) {
      table = engine.simulate(new RandomStreams(1), BATCHES * network.batch());
    }
    Trainer trainer =
        Trainer.fromTable(
                ModelSpecs.of(network.model()),
                table,
                network.summaryNetwork(),
                network.flow(),
                training)
            .listener(this);
    this.loop = new Thread(() -> run(trainer), "training");
    loop.setDaemon(true);
    loop.start();
  }

  private void run(Trainer trainer) {
    try {
      trainer.train();
    } catch (Over over) {
      // As it was asked to.
    }
  }

  /** Trains for so long; returns steps a second. */
  double rate(double newSeconds) throws InterruptedException {
    turns.put(newSeconds);
    return rates.take();
  }

  @Override
  public void onStart(long step, long all) {
    await();
  }

  @Override
  public void onStep(TrainingProgress progress) {
    steps++;
    double elapsed = (System.nanoTime() - start) * 1e-9;
    if (elapsed >= seconds) {
      try {
        rates.put(steps / elapsed);
      } catch (InterruptedException e) {
        throw new Over();
      }
      await();
    }
  }

  private void await() {
    try {
      seconds = turns.take();
    } catch (InterruptedException e) {
      throw new Over();
    }
    if (seconds == NO_MORE) {
      throw new Over();
    }
    steps = 0;
    start = System.nanoTime();
  }

  @Override
  public void close() throws InterruptedException {
    turns.put(NO_MORE);
    loop.join();
  }
}

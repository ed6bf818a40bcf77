package io.github.bayesflow4j.training;

import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.concurrent.SynchronousQueue;

/** A training by the library's own loop that works only when it is its turn. */
public final class TrainingTurns implements TrainingListener, AutoCloseable {

  /** So small that the weights stay near their start, and every step is like the first. */
  private static final double RATE = 1e-6;

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

  /**
   * Starts; waits for the first turn.
   *
   * @param trainer of an {@link #endless} training
   */
  public TrainingTurns(Trainer trainer) {
    trainer.listener(this);
    this.loop = new Thread(() -> run(trainer), "training");
    loop.setDaemon(true);
    loop.start();
  }

  /** The training without an end, a validation or a change of the weights that matters. */
  public static TrainingSpec endless(TrainingSpec training) {
    return training.toBuilder()
        .setSteps(Integer.MAX_VALUE)
        .setValidationSimulations(1)
        .setValidationInterval(Integer.MAX_VALUE)
        .setLearningRate(
            LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(RATE)))
        .build();
  }

  private void run(Trainer trainer) {
    try {
      trainer.train();
    } catch (Over over) {
      // As it was asked to.
    }
  }

  /** Trains for so long; returns steps a second. */
  public double rate(double newSeconds) throws InterruptedException {
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

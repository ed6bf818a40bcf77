package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Runs a model's simulator on several threads.
 *
 * <p>Simulation {@code i} draws parameters, context and data from stream {@code i} of the streams
 * given, so the numbers are the same with any number of threads. Close it to end its threads.
 */
public final class SimulationEngine implements AutoCloseable {
  /**
   * Attempts at one simulation before skipping is given up: a simulator that always fails must not
   * loop for ever.
   */
  private static final int MAX_ATTEMPTS = 100;

  private final GenerativeModel model;
  private final int threads;
  private final FailurePolicy policy;
  private final ExecutorService executor;
  private final AtomicLong skipped = new AtomicLong();

  /**
   * @param threads number of worker threads, at least one
   * @throws IllegalArgumentException if {@code threads} is below one
   */
  public SimulationEngine(GenerativeModel model, int threads, FailurePolicy policy) {
    if (threads < 1) {
      throw new IllegalArgumentException("simulation needs at least 1 thread, had " + threads);
    }
    this.model = model;
    this.threads = threads;
    this.policy = policy;
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "simulation-" + model.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  public GenerativeModel model() {
    return model;
  }

  /** Simulations that failed and were drawn anew so far. */
  public long skipped() {
    return skipped.get();
  }

  /**
   * Simulates {@code count} data sets of {@code n} rows with streams {@code 0 .. count}.
   *
   * @throws SimulationFailedException with index, seed and parameters, if one fails under {@link
   *     FailurePolicy#STOP}
   */
  public Simulations simulate(RandomStreams streams, int count, int n) {
    int[] sizes = new int[count];
    Arrays.fill(sizes, n);
    return simulate(streams, sizes, n);
  }

  /**
   * Simulates {@code count} data sets, the number of rows of each drawn from the model's sizes;
   * shorter ones end in rows of NaN.
   *
   * @throws SimulationFailedException as above
   */
  public Simulations simulate(RandomStreams streams, int count) {
    int[] sizes = sizes(streams, count, model.size());
    return simulate(streams, sizes, largest(sizes));
  }

  /** Starts the simulation of one training batch with the model's law of the number of rows. */
  public Future<Simulations> submitBatch(RandomStreams streams, int count) {
    return submitBatch(streams, count, model.size());
  }

  /**
   * Starts the simulation of one training batch, its number of rows drawn once, on one worker
   * thread.
   *
   * @param rows the law of the number of rows, within the model's sizes
   */
  public Future<Simulations> submitBatch(RandomStreams streams, int count, DataSize rows) {
    int[] sizes = new int[count];
    Arrays.fill(sizes, sizes(streams, 1, rows)[0]);
    return submit(streams, sizes);
  }

  /**
   * Starts the simulation of one training batch, the number of rows drawn for each data set, on one
   * worker thread; shorter ones end in rows of NaN.
   */
  public Future<Simulations> submitVariedBatch(RandomStreams streams, int count, DataSize rows) {
    return submit(streams, sizes(streams, count, rows));
  }

  private static int[] sizes(RandomStreams streams, int count, DataSize law) {
    RandomStreams sizeStreams = streams.in(RandomStreams.Domain.TRAINING_SIZE);
    return IntStream.range(0, count).map(i -> law.sample(sizeStreams.stream(i))).toArray();
  }

  private Future<Simulations> submit(RandomStreams streams, int[] sizes) {
    return executor.submit(
        () -> {
          SimulationBuffer buffer = new SimulationBuffer(model, sizes.length, largest(sizes));
          fill(buffer, streams, sizes, 0, sizes.length);
          return buffer.finish();
        });
  }

  private static int largest(int[] sizes) {
    return Arrays.stream(sizes).max().orElse(1);
  }

  private Simulations simulate(RandomStreams streams, int[] sizes, int rows) {
    SimulationBuffer buffer = new SimulationBuffer(model, sizes.length, rows);
    // Several pieces a thread, so that one slow region of the prior does not leave the others idle.
    int pieces = Math.min(Math.max(sizes.length, 1), threads * 8);
    List<Future<?>> running = new ArrayList<>();
    for (int piece = 0; piece < pieces; piece++) {
      int first = (int) ((long) sizes.length * piece / pieces);
      int end = (int) ((long) sizes.length * (piece + 1) / pieces);
      running.add(executor.submit(() -> fill(buffer, streams, sizes, first, end)));
    }
    running.forEach(SimulationEngine::await);
    return buffer.finish();
  }

  /** Waits for a simulation and rethrows what it threw. */
  public static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SimulationFailedException failure) {
        throw new SimulationFailedException(String.valueOf(failure.getMessage()), failure);
      }
      throw new IllegalStateException("simulation thread failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for simulations", e);
    }
  }

  private void fill(
      SimulationBuffer buffer, RandomStreams streams, int[] sizes, int first, int end) {
    for (int i = first; i < end; i++) {
      simulateOne(buffer, streams, i, sizes[i]);
    }
  }

  private void simulateOne(SimulationBuffer buffer, RandomStreams streams, int index, int n) {
    for (int attempt = 0; ; attempt++) {
      RandomStreams attemptStreams =
          attempt == 0
              ? streams.in(RandomStreams.Domain.SIMULATION)
              : streams.in(RandomStreams.Domain.RETRY).child(attempt);
      UniformRandomProvider random = attemptStreams.stream(index);
      double[] theta = drawParameters(random);
      try {
        double[] context = model.contextPrior().sample(random);
        buffer.put(index, n, theta, context, model.simulator().simulate(theta, context, n, random));
        return;
      } catch (RuntimeException e) {
        String message =
            "simulation "
                + index
                + " of model "
                + model.name()
                + " failed (seed "
                + streams.seed()
                + ", n = "
                + n
                + ", parameters "
                + named(theta)
                + "): "
                + reason(e);
        if (policy == FailurePolicy.STOP) {
          throw new SimulationFailedException(message, e);
        }
        skipped.incrementAndGet();
        buffer.skip();
        if (attempt + 1 == MAX_ATTEMPTS) {
          throw new SimulationFailedException(
              message + "; gave up after " + MAX_ATTEMPTS + " attempts", e);
        }
      }
    }
  }

  /**
   * Draws parameters that lie inside the support in single precision, in which they are stored: one
   * in some ten million draws between two bounds rounds to a bound, and a bound has no image in
   * unconstrained space. The simulator is given the rounded values, so the pair stored is exact.
   */
  private double[] drawParameters(UniformRandomProvider random) {
    int dimension = model.space().dimension();
    for (int attempt = 1; ; attempt++) {
      double[] theta = model.prior().sample(random).clone();
      for (int j = 0; j < theta.length; j++) {
        theta[j] = (float) theta[j];
      }
      // What never fits is refused, with its reason, when it is stored.
      if (theta.length != dimension || model.space().contains(theta) || attempt == MAX_ATTEMPTS) {
        return theta;
      }
    }
  }

  private String named(double[] theta) {
    List<String> names = model.space().names();
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < theta.length; j++) {
      text.append(j == 0 ? "" : ", ")
          .append(j < names.size() ? names.get(j) : "?")
          .append(" = ")
          .append(theta[j]);
    }
    return text.toString();
  }

  private static String reason(RuntimeException e) {
    return e instanceof SimulationFailedException
        ? String.valueOf(e.getMessage())
        : "the simulator threw " + e;
  }

  /** Ends the worker threads; simulations under way are abandoned. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}

package io.github.bayesflow4j.comparison;

import io.github.bayesflow4j.diagnostics.C2st;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The classifier two-sample test of draws against reference draws, as the public benchmark of
 * simulation-based inference measures it.
 *
 * <ol>
 *   <li>Both samples are standardized with the means and standard deviations of the reference.
 *   <li>They are pooled, shuffled and split into five folds [1]. Up to four draws that do not fill
 *       the folds are in every training set and in no held-out one.
 *   <li>For each fold a {@link FoldClassifiers classifier} is trained on the other four, in batches
 *       of 200 in an order drawn anew for each epoch, until the mean loss of an epoch has stayed
 *       above the lowest so far less 1e-4 for more than ten epochs, or for 10,000 epochs [2].
 *   <li>The accuracy is the mean over the folds of that on the fold held out.
 * </ol>
 *
 * <p>The same seed gives the same bits.
 *
 * <ol>
 *   <li>Lueckmann, Boelts, Greenberg, Goncalves and Macke, "Benchmarking simulation-based
 *       inference", AISTATS (2021).
 *   <li>Pedregosa et al., "Scikit-learn: machine learning in Python", JMLR 12 (2011): the defaults
 *       of its multilayer perceptron, which the benchmark uses.
 * </ol>
 */
public final class ClassifierTwoSampleTest {
  private static final int FOLDS = 5;
  private static final int BATCH = 200;
  private static final int MAX_EPOCHS = 10_000;
  private static final int PATIENCE = 10;
  private static final double TOLERANCE = 1e-4;

  private final FoldClassifiers classifiers;
  private final PooledDraws pool;
  private final RandomStreams shuffles;
  private final int[][] training = new int[FOLDS][];
  private final int[][] heldOut = new int[FOLDS][];

  private ClassifierTwoSampleTest(
      FoldClassifiers classifiers, PooledDraws pool, RandomStreams streams) {
    this.classifiers = classifiers;
    this.pool = pool;
    this.shuffles = streams.in(RandomStreams.Domain.SHUFFLE);
    int[] order = PermutationSampler.natural(pool.count());
    PermutationSampler.shuffle(streams.in(RandomStreams.Domain.PERMUTATION).stream(0), order);
    int size = order.length / FOLDS;
    for (int fold = 0; fold < FOLDS; fold++) {
      int first = fold * size;
      int end = first + size;
      heldOut[fold] = Arrays.copyOfRange(order, first, end);
      training[fold] =
          IntStream.range(0, order.length)
              .filter(i -> i < first || i >= end)
              .map(i -> order[i])
              .toArray();
    }
  }

  /**
   * Compares draws with reference draws of the same parameters.
   *
   * @throws IllegalArgumentException as {@link #compare(double[][], double[][], long)}
   */
  public static C2st compare(PosteriorSamples reference, PosteriorSamples draws, long seed) {
    return compare(reference.columns(), draws.columns(), seed);
  }

  /**
   * Compares draws with reference draws given as columns.
   *
   * @param reference {@code [dimension][count]}, count at least five
   * @param draws {@code [dimension][count]}
   * @throws IllegalArgumentException if there are fewer, the numbers of draws or of components
   *     differ, a number is not finite, or a component of the reference has no spread
   */
  public static C2st compare(double[][] reference, double[][] draws, long seed) {
    PooledDraws pool = PooledDraws.of(reference, draws, FOLDS);
    RandomStreams streams = new RandomStreams(seed);
    RandomStreams initialization = streams.in(RandomStreams.Domain.INITIALIZATION);
    try (FoldClassifiers classifiers =
        new FoldClassifiers(FOLDS, pool.dimension(), initialization)) {
      return new ClassifierTwoSampleTest(classifiers, pool, streams).run();
    }
  }

  private C2st run() {
    List<Double> accuracies = new ArrayList<>(Collections.nCopies(FOLDS, Double.NaN));
    Patience[] patience = new Patience[FOLDS];
    Arrays.setAll(patience, fold -> new Patience());
    for (int epoch = 1; accuracies.contains(Double.NaN); epoch++) {
      double[] losses = epoch(shuffles.child(epoch));
      List<Integer> stopping = new ArrayList<>();
      for (int fold = 0; fold < FOLDS; fold++) {
        boolean ends = patience[fold].endsWith(losses[fold]) || epoch == MAX_EPOCHS;
        if (ends && accuracies.get(fold).isNaN()) {
          stopping.add(fold);
        }
      }
      if (!stopping.isEmpty()) {
        double[] now = accuracies();
        stopping.forEach(fold -> accuracies.set(fold, now[fold]));
      }
    }
    return new C2st(accuracies, FOLDS * heldOut[0].length);
  }

  /** When a fold has trained long enough. */
  private static final class Patience {
    private double best = Double.POSITIVE_INFINITY;
    private int without;

    boolean endsWith(double loss) {
      without = loss > best - TOLERANCE ? without + 1 : 0;
      best = Math.min(best, loss);
      return without > PATIENCE;
    }
  }

  /** Trains every fold on its training set once; gives the mean losses, {@code [folds]}. */
  private double[] epoch(RandomStreams streams) {
    double[] sums = new double[FOLDS];
    for (int fold = 0; fold < FOLDS; fold++) {
      PermutationSampler.shuffle(streams.stream(fold), training[fold]);
    }
    int count = training[0].length;
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(from + BATCH, count);
      float[] losses =
          classifiers.step(pool.rows(training, from, to), pool.labels(training, from, to));
      for (int fold = 0; fold < FOLDS; fold++) {
        sums[fold] += (double) losses[fold] * (to - from) / count;
      }
    }
    return sums;
  }

  /** The fraction of each fold's held-out draws that its classifier gets right. */
  private double[] accuracies() {
    int count = heldOut[0].length;
    float[] logits = classifiers.logits(pool.rows(heldOut, 0, count));
    float[] labels = pool.labels(heldOut, 0, count);
    int[] right = new int[FOLDS];
    for (int i = 0; i < labels.length; i++) {
      right[i / count] += (logits[i] > 0) == (labels[i] > 0) ? 1 : 0;
    }
    return Arrays.stream(right).mapToDouble(hits -> (double) hits / count).toArray();
  }
}

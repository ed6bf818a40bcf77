package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Where ranks lie and how far from the middle, in units of what uniform ranks do.
 *
 * @param ranks one rank a test set, {@code [M]}
 * @param location rank as a fraction of all, with its moments
 * @param spread distance of that fraction from the middle, with its moments
 */
@SuppressWarnings("ArrayRecordComponent") // does not leave the package
record RankScores(int[] ranks, Quantity location, Quantity spread) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * A function of a rank with its mean and standard deviation under uniformity.
   *
   * @param of the function
   */
  record Quantity(IntToDoubleFunction of, double mean, double sd) {
    static Quantity of(int draws, IntToDoubleFunction function) {
      double[] values = IntStream.rangeClosed(0, draws).mapToDouble(function).toArray();
      double mean = Arrays.stream(values).average().orElseThrow();
      double variance =
          Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      return new Quantity(function, mean, Math.sqrt(variance));
    }

    double average(int[] ranks) {
      return Arrays.stream(ranks).mapToDouble(of).average().orElseThrow();
    }

    double standardError(int count) {
      return sd / Math.sqrt(count);
    }

    double score(int[] ranks) {
      return (average(ranks) - mean) / standardError(ranks.length);
    }
  }

  static RankScores of(int[] ranks, int draws) {
    double all = draws + 1.0;
    return new RankScores(
        ranks,
        Quantity.of(draws, rank -> (rank + 0.5) / all),
        Quantity.of(draws, rank -> Math.abs(2 * rank + 1 - all) / all));
  }

  /** The bin of some test sets. */
  CalibrationBin bin(double[] covariate, int[] members) {
    int[] chosen = Arrays.stream(members).map(i -> ranks[i]).toArray();
    double level = location.average(chosen);
    double bias = -Math.sqrt(2) * NORMAL.inverseCumulativeProbability(level);
    // Derivatives of the two formulas for the standard errors to first order.
    double biasSlope = Math.sqrt(2) / NORMAL.density(bias / Math.sqrt(2));
    double angle = Math.PI / 2 * spread.average(chosen);
    double widthSlope = Math.PI / 2 / (Math.sin(angle) * Math.sin(angle));
    return new CalibrationBin(
        Arrays.stream(members).mapToDouble(i -> covariate[i]).min().orElseThrow(),
        Arrays.stream(members).mapToDouble(i -> covariate[i]).max().orElseThrow(),
        members.length,
        bias,
        biasSlope * location.standardError(members.length),
        1 / Math.tan(angle) - 1,
        widthSlope * spread.standardError(members.length),
        location.score(chosen),
        spread.score(chosen));
  }

  /** p-value of independent scores, all of them standard normal. */
  static double pValue(DoubleStream scores) {
    double[] squares = scores.map(score -> score * score).toArray();
    return ChiSquaredDistribution.of(squares.length)
        .survivalProbability(Arrays.stream(squares).sum());
  }
}

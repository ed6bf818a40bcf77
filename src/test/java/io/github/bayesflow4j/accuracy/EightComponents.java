package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Eight normal components of covariance I/2 on a circle of radius 7.5, given one of four classes:
 * 4, 2, 1 and 1 components of the same weight (Ardizzone et al. 2019, Analyzing inverse problems
 * with invertible neural networks, section 5.1).
 */
final class EightComponents {
  static final int COMPONENTS = 8;
  static final int CLASSES = 4;
  private static final double RADIUS = 7.5;
  private static final int[] CLASS = {0, 0, 0, 0, 1, 1, 2, 3};

  static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("x", Support.real()), Parameter.scalar("y", Support.real()));

  private EightComponents() {}

  /** Samples of all components alike, each given its class. */
  static SampleTable samples(int count, long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    double[][] rows = new double[count][];
    List<String> classes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int component = random.nextInt(COMPONENTS);
      rows[i] = draw(component, random);
      classes.add(Integer.toString(CLASS[component]));
    }
    return SampleTable.of(SPACE, rows).given("class", classes);
  }

  /** Exact draws of one class, {@code [2][count]}. */
  static double[][] draws(int ofClass, int count, long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    double[][] columns = new double[2][count];
    for (int i = 0; i < count; i++) {
      int component = random.nextInt(COMPONENTS);
      while (CLASS[component] != ofClass) {
        component = random.nextInt(COMPONENTS);
      }
      double[] point = draw(component, random);
      columns[0][i] = point[0];
      columns[1][i] = point[1];
    }
    return columns;
  }

  private static double[] draw(int component, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double angle = angle(component);
    return new double[] {
      RADIUS * Math.sin(angle) + Math.sqrt(0.5) * normal.sample(),
      RADIUS * Math.cos(angle) + Math.sqrt(0.5) * normal.sample()
    };
  }

  private static double angle(int component) {
    return component * Math.PI / 4;
  }

  /** Fraction of points nearest to each component, {@code [8]}. */
  static double[] masses(double[][] columns) {
    double[] masses = new double[COMPONENTS];
    for (int i = 0; i < columns[0].length; i++) {
      double angle = Math.atan2(columns[0][i], columns[1][i]);
      masses[Math.floorMod(Math.round(angle / (Math.PI / 4)), COMPONENTS)] +=
          1d / columns[0].length;
    }
    return masses;
  }

  /** The exact mass of each component in a class, up to the overlap of neighbours. */
  static double[] exactMasses(int ofClass) {
    int count = 0;
    for (int k = 0; k < COMPONENTS; k++) {
      count += CLASS[k] == ofClass ? 1 : 0;
    }
    double[] masses = new double[COMPONENTS];
    for (int k = 0; k < COMPONENTS; k++) {
      masses[k] = CLASS[k] == ofClass ? 1d / count : 0;
    }
    return masses;
  }
}

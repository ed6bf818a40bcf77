package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Point estimates and intervals of every component of a posterior.
 *
 * @param draws number of draws they are computed from; the mode also uses the density
 * @param components one entry a component, in order
 * @param modeLogDensity natural logarithm of the joint density at the mode
 */
public record PosteriorSummary(int draws, List<Component> components, double modeLogDensity) {

  /**
   * The estimates of one component, in its unit.
   *
   * @param name its name
   * @param unit its unit, where it has one
   * @param mean posterior mean
   * @param sd posterior standard deviation, with the n - 1 denominator
   * @param median posterior median
   * @param map its value at the mode of the joint density: see {@link PosteriorMode}
   * @param central central intervals, one a level
   * @param highestDensity highest-density intervals, one a level
   * @param correlations with each component, in order; NaN where one of the two has no spread
   */
  public record Component(
      String name,
      Optional<String> unit,
      double mean,
      double sd,
      double median,
      double map,
      List<CredibleInterval> central,
      List<CredibleInterval> highestDensity,
      List<Double> correlations) {

    public Component {
      central = List.copyOf(central);
      highestDensity = List.copyOf(highestDensity);
      correlations = List.copyOf(correlations);
    }
  }

  public PosteriorSummary {
    components = List.copyOf(components);
  }

  /**
   * Summarizes draws.
   *
   * @param samples at least two draws
   * @param mode the mode of the posterior that they are drawn from
   * @param levels levels of the intervals, each between 0 and 1: 0.9 for 90 %
   * @throws IllegalArgumentException if the mode has another dimension, or a level is not between 0
   *     and 1
   * @throws IllegalStateException if there is one draw only
   */
  public static PosteriorSummary of(
      PosteriorSamples samples, PosteriorMode mode, List<Double> levels) {
    if (mode.theta().size() != samples.space().dimension()) {
      throw new IllegalArgumentException(
          "expected a mode of "
              + samples.space().names()
              + ", found one of "
              + mode.theta().size()
              + " components");
    }
    double[][] correlations = samples.correlations();
    List<Component> components = new ArrayList<>();
    for (Parameter parameter : samples.space().parameters()) {
      for (String name : parameter.names()) {
        int j = components.size();
        components.add(
            new Component(
                name,
                parameter.unit(),
                samples.mean(j),
                samples.sd(j),
                samples.median(j),
                mode.theta().get(j),
                levels.stream().map(level -> samples.centralInterval(j, level)).toList(),
                levels.stream().map(level -> samples.highestDensityInterval(j, level)).toList(),
                Arrays.stream(correlations[j]).boxed().toList()));
      }
    }
    return new PosteriorSummary(samples.count(), components, mode.logDensity());
  }
}

package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.JointSimulator;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.simulation.Prior;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Four normal parameters and data that are noise, in every form a summary network may want.
 *
 * <p>A network that takes none of them is one more line in the list of forms.
 */
public final class NoiseModels {
  private static final int PARAMETERS = 4;
  private static final int SIDE = 16;

  private static final Observable IMAGE =
      new Observable("image", List.of("x"), new Layout.Grid(SIDE, SIDE), Scale.IDENTITY);

  /** The forms of data, in the order in which they are offered to a network. */
  private static final List<List<Observable>> FORMS =
      List.of(
          List.of(Observable.exchangeable("data", "x", "y")),
          List.of(Observable.series("data", "x", "y")),
          List.of(IMAGE),
          List.of(
              Observable.exchangeable("trials", "x", "y"),
              Observable.series("track", "x", "y"),
              IMAGE));

  private NoiseModels() {}

  /** One model for each form, with so many rows where the form has any. */
  public static Stream<GenerativeModel> all(DataSize rows) {
    return FORMS.stream().map(observables -> model(PARAMETERS, observables, rows));
  }

  /** A model of so many parameters whose data have this form. */
  public static GenerativeModel model(int parameters, List<Observable> observables, DataSize rows) {
    Prior.Builder prior = Prior.builder();
    for (int i = 1; i <= parameters; i++) {
      prior.add("theta" + i, NormalDistribution.of(0, 1));
    }
    GenerativeModel.Builder model =
        GenerativeModel.builder("noise")
            .prior(prior.build())
            .size(rows)
            .jointSimulator(noise(observables));
    observables.forEach(model::observable);
    return model.build();
  }

  private static JointSimulator noise(List<Observable> observables) {
    return (theta, context, n, random) -> {
      ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
      return observables.stream()
          .map(observable -> normal.samples(observable.values(n)).toArray())
          .toArray(double[][]::new);
    };
  }
}

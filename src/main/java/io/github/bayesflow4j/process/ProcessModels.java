package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.GenerativeModel;
import java.util.List;
import java.util.Optional;

/** The catalogue of built-in process models. */
public final class ProcessModels {
  private static final List<GenerativeModel> ALL =
      List.of(
          BeamProfile.model(),
          CosmicRays.model(),
          DriftDiffusion.model(),
          GaussianMeanScale.model(),
          GaussianLinear.model(),
          Influenza.model(),
          LevyFlight.model(),
          LinearRegression.model(),
          LotkaVolterra.model(),
          NormalMean.model(5),
          NormalMean.model(50),
          NormalMean.model(500),
          Ricker.model(),
          SignalStrengths.model(),
          SingleCellRna.model(),
          StochasticSir.model(),
          SirCounts.model(),
          Slcp.model(),
          TwoMoons.model());

  private ProcessModels() {}

  /** Every built-in model, sorted by name. */
  public static List<GenerativeModel> all() {
    return ALL;
  }

  /** The model of this name. */
  public static Optional<GenerativeModel> find(String name) {
    return ALL.stream().filter(model -> model.name().equals(name)).findFirst();
  }
}

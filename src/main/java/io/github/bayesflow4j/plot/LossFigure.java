package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.training.TrainingHistory;
import io.github.bayesflow4j.training.TrainingHistory.Entry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Training and validation loss against the number of steps. */
public final class LossFigure {
  /** The losses of the first steps would flatten all that follows. */
  private static final double HIDDEN = 0.1;

  private LossFigure() {}

  /**
   * Draws the course of a training.
   *
   * @throws IllegalArgumentException if nothing was measured
   */
  public static Figure of(TrainingHistory history) {
    List<Entry> entries = history.entries();
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a loss figure needs a measurement, the history has none");
    }
    double[] steps = values(entries, Entry::step);
    double[] training = values(entries, Entry::loss);
    double[] validation = values(entries, Entry::validationLoss);
    Panel panel =
        Panel.of("")
            .line(steps, training, Theme.CURVE)
            .line(steps, validation, Theme.SECOND)
            .named("training", Theme.CURVE)
            .named("validation", Theme.SECOND);
    Extent settled = new Extent();
    for (int k = (int) (HIDDEN * steps.length); k < steps.length; k++) {
      include(settled, training[k]);
      include(settled, validation[k]);
    }
    panel.yRange(settled.lower(), settled.upper());
    return new PanelGrid(List.of(panel), "step", "loss [nats]")
        .figure(
            "Loss",
            "Both losses fall and level off together; a validation loss that rises while the"
                + " training loss falls means that simulations are learned by heart. The axis is"
                + " that of the last nine tenths of the training.");
  }

  private static void include(Extent extent, double value) {
    if (Double.isFinite(value)) {
      extent.include(value);
    }
  }

  private static double[] values(List<Entry> entries, ToDoubleFunction<Entry> value) {
    return entries.stream().mapToDouble(value).toArray();
  }
}

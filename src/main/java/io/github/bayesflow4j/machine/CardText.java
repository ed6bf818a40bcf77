package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.spec.proto.ObservableSpec;
import io.github.bayesflow4j.spec.proto.SizeSpec;
import java.util.List;
import java.util.Locale;

/** A machine's card as text for people. */
public final class CardText {
  private CardText() {}

  /** The card in Markdown: model, data, training, diagnostics, and how to use the folder. */
  public static String markdown(EstimatorSpec estimator, MachineCardSpec card) {
    ModelSpec model = estimator.getModel();
    StringBuilder text = new StringBuilder();
    line(text, "# %s", model.getName());
    line(text, "");
    line(text, "%s", model.getDescription());
    line(text, "");
    line(text, "- Parameters: %s", String.join(", ", parameterNames(model)));
    line(text, "- Data: %s", data(model));
    if (model.getContextCount() > 0) {
      line(text, "- Known quantities: %s", String.join(", ", model.getContextList()));
    }
    line(
        text,
        "- Networks: %s, flow of %d blocks, %d weights",
        estimator.getSummaryNetwork().getNetworkCase().name().toLowerCase(Locale.ROOT),
        estimator.getFlow().getBlocks(),
        card.getWeights());
    line(
        text,
        "- Training: %d simulations in %.0f s, seed %d, library %s, TensorFlow %s",
        card.getSimulations(),
        card.getTrainingSeconds(),
        card.getTraining().getSeed(),
        card.getLibraryVersion(),
        card.getTensorflowVersion());
    if (card.getSkippedSimulations() > 0) {
      line(text, "- Simulations that failed and were drawn anew: %d", card.getSkippedSimulations());
    }
    if (card.hasDiagnostics()) {
      line(text, "");
      diagnostics(text, card.getDiagnostics());
    }
    line(text, "");
    line(
        text,
        "This folder is a TensorFlow SavedModel with signatures `serving_default`, `sample`,"
            + " `log_prob`, `latent` and `summary`. `estimator.txtpb` says what it computes,"
            + " `card.txtpb` where it comes from.");
    return text.toString();
  }

  private static List<String> parameterNames(ModelSpec model) {
    return model.getParameterList().stream()
        .flatMap(parameter -> parameter.getNameList().stream())
        .toList();
  }

  private static String data(ModelSpec model) {
    SizeSpec size = model.getSize();
    String rows =
        size.getMin() == size.getMax()
            ? size.getMin() + " rows"
            : size.getMin() + " to " + size.getMax() + " rows";
    return String.join(
        "; ",
        model.getObservableList().stream()
            .map(
                observable ->
                    "`"
                        + observable.getName()
                        + "`, "
                        + (observable.getLayoutCase() == ObservableSpec.LayoutCase.ROWS
                            ? rows + " of "
                            : "")
                        + String.join(", ", observable.getFeatureList()))
            .toList());
  }

  private static void diagnostics(StringBuilder text, DiagnosticsSpec diagnostics) {
    line(
        text,
        "Diagnostics on %d simulated data sets with %d draws each (seed %d):",
        diagnostics.getDataSets(),
        diagnostics.getDraws(),
        diagnostics.getSeed());
    line(text, "");
    line(text, "| parameter | RMSE | NRMSE | R2 | calibration error | contraction | SBC p |");
    line(text, "|---|---|---|---|---|---|---|");
    for (DiagnosticsSpec.ParameterEntry p : diagnostics.getParameterList()) {
      line(
          text,
          "| %s | %.4g | %.4f | %.4f | %.4f | %.4f | %.3f |",
          p.getName(),
          p.getRmse(),
          p.getNrmse(),
          p.getR2(),
          p.getCalibrationError(),
          p.getContraction(),
          p.getRankPValue());
    }
    line(text, "");
    line(
        text,
        "A perfect posterior has a calibration error below %.4f in 95 of 100 such tests. Verdict: %s.",
        diagnostics.getCalibrationFloor(),
        diagnostics.getCalibrated() ? "calibrated" : "not calibrated");
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}

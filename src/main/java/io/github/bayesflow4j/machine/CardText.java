package io.github.bayesflow4j.machine;

import com.google.protobuf.Message;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Order;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.SpecFiles;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.HistorySpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A machine's card as text for people: Markdown that is easy to read in its source too. */
public final class CardText {
  private static final TextTable DIAGNOSTICS =
      TextTable.of(
          Column.left("parameter"),
          Column.right("RMSE"),
          Column.right("NRMSE"),
          Column.right("R2"),
          Column.right("cal. error"),
          Column.right("contraction"),
          Column.right("SBC p"));

  private CardText() {}

  /** The card: model, data, networks, training, diagnostics, and what the folder is. */
  public static String markdown(MachineDescription machine) {
    List<String> lines = new ArrayList<>(modelLines(machine.estimator().getModel()));
    lines.add("");
    addTraining(lines, machine);
    if (machine.card().hasDiagnostics()) {
      lines.add("");
      addDiagnostics(lines, machine.card().getDiagnostics());
    }
    lines.add("");
    String signatures =
        machine.estimator().getModel().getObservableCount() == 0
            ? "`log_prob` and `latent`"
            : "`log_prob`, `latent` and `summary`";
    lines.add(
        "This folder is a TensorFlow SavedModel with signatures `serving_default`, `sample`, "
            + signatures
            + ". `estimator.txtpb` says what it computes, `card.txtpb` where it comes from.");
    return text(lines);
  }

  /**
   * What is modelled, and what a file of observed data holds.
   *
   * @throws io.github.bayesflow4j.spec.SpecException if the message describes no possible model
   */
  public static String model(ModelSpec model) {
    return text(modelLines(model));
  }

  private static List<String> modelLines(ModelSpec model) {
    List<String> lines = new ArrayList<>(List.of("# " + model.getName(), ""));
    if (!model.getDescription().isEmpty()) {
      lines.addAll(List.of(model.getDescription(), ""));
    }
    TextTable parameters =
        TextTable.of(Column.left("parameter"), Column.left("support"), Column.left("unit"));
    for (Parameter parameter : ModelSpecs.space(model).parameters()) {
      parameters =
          parameters.with(
              String.join(", ", parameter.names()),
              parameter.support().describe(),
              parameter.unit().orElse(""));
    }
    lines.addAll(parameters.markdown());
    lines.add("");
    DataSize size = ModelSpecs.size(model);
    for (Observable observable : ModelSpecs.observables(model)) {
      lines.add("- Data `" + observable.name() + "`: " + data(observable, size));
    }
    boolean density = model.getObservableCount() == 0;
    lines.add(
        density
            ? "- A density fitted to samples: it takes no data"
            : "- Data file: comma-separated values, no cell empty; a line of column names may come"
                + " first, and lines that begin with # are skipped");
    if (model.getContextCount() > 0) {
      String what = density ? "- Given: " : "- Known quantities: ";
      lines.add(what + String.join(", ", model.getContextList()));
    }
    return lines;
  }

  private static String data(Observable observable, DataSize size) {
    String features = String.join(", ", observable.features());
    if (observable.layout() instanceof Layout.Grid grid) {
      return grid.height() + " lines of " + grid.width() + " cells, each of " + features;
    }
    if (observable.layout() instanceof Layout.Rows rows) {
      String order = rows.order() == Order.EXCHANGEABLE ? "in any order" : "in sequence";
      return size.describe() + " " + order + ", columns: " + features;
    }
    return "1 row, columns: " + features;
  }

  private static void addTraining(List<String> lines, MachineDescription machine) {
    MachineCardSpec card = machine.card();
    if (machine.estimator().hasSummaryNetwork()) {
      lines.add("- Summary network: `" + oneLine(machine.estimator().getSummaryNetwork()) + "`");
    }
    lines.add("- Flow: `" + oneLine(machine.estimator().getFlow()) + "`");
    lines.add("- Weights: " + card.getWeights());
    lines.add(
        format(
            "- Training: %d simulations in %d steps at most, %.0f s, seed %d",
            card.getSimulations(),
            card.getTraining().getSteps(),
            card.getTrainingSeconds(),
            card.getTraining().getSeed()));
    card.getHistory().getEntryList().stream()
        .mapToDouble(HistorySpec.Entry::getValidationLoss)
        .min()
        .ifPresent(
            loss ->
                lines.add(
                    format(
                        card.hasDistillation()
                            ? "- Distilled: KL(student || teacher) %.4f nats, the lowest measured"
                            : "- Lowest validation loss: %.4f nats",
                        loss)));
    if (card.getHistory().getDivergenceCount() > 0) {
      lines.add("- Divergences met in training: " + card.getHistory().getDivergenceCount());
    }
    addTypicality(lines, machine.estimator());
    if (card.getSkippedSimulations() > 0) {
      lines.add("- Simulations that failed and were drawn anew: " + card.getSkippedSimulations());
    }
    lines.add(
        format(
            "- Made with: BayesFlow4J %s, TensorFlow %s",
            card.getLibraryVersion(), card.getTensorflowVersion()));
  }

  private static void addTypicality(List<String> lines, EstimatorSpec estimator) {
    if (estimator.hasTypicality()) {
      lines.add(
          format(
              "- Typicality: data are compared with %d simulations, calibrated on %d others",
              estimator.getTypicality().getAnchors(), estimator.getTypicality().getReferences()));
    }
  }

  private static String oneLine(Message spec) {
    return SpecFiles.print(spec).strip().replaceAll("\\s+", " ");
  }

  private static void addDiagnostics(List<String> lines, DiagnosticsSpec diagnostics) {
    lines.add(
        format(
            "Diagnostics on %d simulated data sets with %d draws each (seed %d):",
            diagnostics.getDataSets(), diagnostics.getDraws(), diagnostics.getSeed()));
    lines.add("");
    TextTable table = DIAGNOSTICS;
    for (DiagnosticsSpec.ParameterEntry p : diagnostics.getParameterList()) {
      table =
          table.with(
              p.getName(),
              format("%.4g", p.getRmse()),
              format("%.4f", p.getNrmse()),
              format("%.4f", p.getR2()),
              format("%.4f", p.getCalibrationError()),
              format("%.3f", p.getContraction()),
              format("%.4f", p.getRankPValue()));
    }
    lines.addAll(table.markdown());
    lines.add("");
    lines.add(
        format(
            "A perfect posterior has a calibration error below %.4f in 95 of 100 such tests."
                + " Verdict: %s.",
            diagnostics.getCalibrationFloor(),
            diagnostics.getCalibrated() ? "calibrated" : "not calibrated"));
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}

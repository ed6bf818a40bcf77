package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.CardVerification;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Measures again what a machine's card says of it. */
@Command(
    name = "verify",
    description = {
      "Run the diagnostics on a machine's card again and say whether they reproduce.",
      "Exits with 1 where they do not."
    })
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Mixin SimulationOptions simulation;

  @Override
  public Integer call() {
    try (EstimationMachine loaded = EstimationMachine.load(machine.folder(bayesflow))) {
      if (!loaded.card().hasDiagnostics()) {
        throw new CommandFailedException(
            "machine "
                + machine.name
                + " has no diagnostics on its card; bayesflow diagnose --save puts them there");
      }
      DiagnosticsSpec recorded = loaded.card().getDiagnostics();
      DiagnosticOptions options = new DiagnosticOptions();
      options.testSets = recorded.getDataSets();
      options.draws = recorded.getDraws();
      CardVerification verification =
          CardVerification.of(
              loaded.card(),
              options
                  .diagnose(
                      loaded,
                      Processes.of(loaded, machine.name, "verified"),
                      recorded.getSeed(),
                      simulation)
                  .report());
      say(verification, recorded);
    }
    return 0;
  }

  private void say(CardVerification verification, DiagnosticsSpec recorded) {
    if (!verification.reproduced()) {
      TextTable table =
          TextTable.of(
              Column.left("figure"), Column.right("on the card"), Column.right("measured now"));
      for (CardVerification.Figure figure : verification.different()) {
        table = table.with(figure.name(), number(figure.recorded()), number(figure.found()));
      }
      bayesflow.print(table.lines());
      bayesflow.out().flush();
      throw new CommandFailedException(
          "machine "
              + machine.name
              + " is not what its card says: "
              + (verification.sameVerdict()
                  ? verification.different().size() + " figures differ"
                  : "the verdict on its calibration is another"));
    }
    bayesflow
        .out()
        .printf(
            Locale.ROOT,
            "Reproduced %s: all %d figures on the card (%d data sets, %d draws each, seed %d)."
                + " Verdict: %s.%n",
            verification.identical() ? "to the bit" : "within rounding",
            verification.figures().size(),
            recorded.getDataSets(),
            recorded.getDraws(),
            recorded.getSeed(),
            recorded.getCalibrated() ? "calibrated" : "not calibrated");
    bayesflow.out().flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}

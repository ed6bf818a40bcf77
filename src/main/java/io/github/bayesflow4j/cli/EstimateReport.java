package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.diagnostics.PosteriorPredictive;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.plot.PairPlot;
import io.github.bayesflow4j.plot.RibbonFigure;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.report.EstimatePage;
import io.github.bayesflow4j.report.ReportPage;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The page on one estimate. Prior and predictions are on it where the machine's process is built
 * in.
 *
 * @param name of the machine
 * @param machine what it is
 * @param files the names of the data's files
 * @param observed the data
 * @param samples draws given them
 * @param summary the estimates
 * @param typicality of the data, where the machine tells
 * @param seed of what is simulated for the page
 */
record EstimateReport(
    String name,
    MachineDescription machine,
    List<String> files,
    DataSet observed,
    PosteriorSamples samples,
    PosteriorSummary summary,
    Optional<Typicality> typicality,
    long seed) {
  private static final int PRIOR_DRAWS = 4_000;

  /** Enough for the Holm-corrected p-values of some ten checks to fall below 5 %. */
  private static final int REPLICATES = 499;

  ReportPage page() {
    Optional<GenerativeModel> process = Processes.like(machine.estimator().getModel());
    RandomStreams streams = new RandomStreams(seed).in(RandomStreams.Domain.SIMULATION);
    Optional<PosteriorPredictive> predictive =
        process.map(
            model ->
                PosteriorPredictive.of(model, observed, samples, REPLICATES, streams.child(0)));
    List<Figure> figures = new ArrayList<>(List.of(pairs(process, streams.child(1).stream(0))));
    predictive.map(RibbonFigure::of).ifPresent(figures::add);
    return EstimatePage.of(
        name, String.join(", ", files), summary, typicality, predictive, figures);
  }

  private Figure pairs(Optional<GenerativeModel> process, UniformRandomProvider random) {
    double[] mode =
        summary.components().stream().mapToDouble(PosteriorSummary.Component::map).toArray();
    PairPlot plot = PairPlot.of(samples).marking("MAP", mode);
    return process.map(model -> plot.withPrior(prior(model, random))).orElse(plot).figure();
  }

  private static PosteriorSamples prior(GenerativeModel model, UniformRandomProvider random) {
    double[][] columns = new double[model.space().dimension()][PRIOR_DRAWS];
    for (int i = 0; i < PRIOR_DRAWS; i++) {
      double[] theta = model.prior().sample(random);
      int draw = i;
      Arrays.setAll(theta, j -> columns[j][draw] = theta[j]);
    }
    return PosteriorSamples.ofColumns(model.space(), columns);
  }
}

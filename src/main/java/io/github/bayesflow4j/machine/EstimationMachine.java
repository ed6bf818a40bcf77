package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.estimator.PosteriorGraph;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.posterior.Posterior;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.training.TrainedEstimator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.tensorflow.proto.SavedModel;

/**
 * A trained estimator that gives the posterior of any data set in milliseconds, and that can be
 * saved, moved and loaded by others.
 *
 * <p>Immutable; safe for use by several threads. Close it to free native memory.
 */
public final class EstimationMachine implements Posterior, AutoCloseable {
  /**
   * Draws of one data set that have one seed; a request within it gives what the signature gives.
   */
  static final int ROWS_AT_ONCE = 1 << 12;

  /** Data sets whose summaries or scores are computed at once, which bounds memory. */
  private static final int SCORES_AT_ONCE = 1 << 10;

  private final SavedModel model;
  private final EstimatorSpec estimator;
  private final MachineCardSpec card;
  private final ParameterSpace space;
  private final List<Observable> observables;
  private final DataSize size;
  private final InferenceSession session;

  private EstimationMachine(MachineFolder content, SessionThreads threads, String where) {
    this.model = content.model();
    this.estimator = content.estimator();
    this.card = content.card();
    ModelSpecs.requireNetworkForData(estimator);
    this.space = ModelSpecs.space(estimator.getModel());
    this.observables = ModelSpecs.observables(estimator.getModel());
    this.size = ModelSpecs.size(estimator.getModel());
    List<String> names = new ArrayList<>(observables.stream().map(Observable::name).toList());
    if (estimator.getModel().getContextCount() > 0) {
      names.add(PosteriorGraph.CONTEXT);
    }
    if (!observables.isEmpty()) {
      names.add(MachineGraph.SUMMARY);
    }
    if (estimator.hasTypicality()) {
      names.addAll(List.of(MachineGraph.TYPICALITY, MachineGraph.P_VALUE));
    }
    this.session = new InferenceSession(model.getMetaGraphs(0), names, threads, where);
  }

  /** The machine of an estimator that was just trained. */
  public static EstimationMachine of(TrainedEstimator trained) {
    SavedModel model = MachineGraph.export(trained.estimator(), trained.weights());
    MachineFolder content = new MachineFolder(model, trained.estimator(), MachineCards.of(trained));
    return new EstimationMachine(
        content,
        SessionThreads.deterministic(),
        "machine " + trained.estimator().getModel().getName());
  }

  /**
   * Starts what takes longest when the first machine of a process is loaded, beside the work of the
   * caller.
   */
  public static void prepareLoading() {
    TensorFlowLoading.start();
  }

  /**
   * Loads a machine. Needs nothing but its folder.
   *
   * @throws MachineFormatException if the folder holds no machine, a damaged one, one of a newer
   *     format, or one with operations that are not allowed
   */
  public static EstimationMachine load(Path folder) {
    return load(folder, SessionThreads.deterministic());
  }

  /** Loads a machine and sets the threads it runs on. */
  public static EstimationMachine load(Path folder, SessionThreads threads) {
    prepareLoading();
    return of(read(folder), folder, threads);
  }

  /** What loading a machine reads, in Java alone. */
  static MachineFolder read(Path folder) {
    return MachineFolder.read(MachineStore.current(folder));
  }

  /** What loading a machine makes of what was read. */
  static EstimationMachine of(MachineFolder content, Path folder, SessionThreads threads) {
    try {
      return new EstimationMachine(content, threads, "machine " + folder);
    } catch (SpecException e) {
      throw new MachineFormatException("machine " + folder + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Saves the machine, replacing the one in that folder. A save that is cut off leaves the previous
   * machine or the new one, never a mixture.
   *
   * @throws MachineFormatException if the folder holds something else
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path folder) {
    MachineStore.replace(folder, new MachineFolder(model, estimator, card));
  }

  /** This machine's folder content with diagnostics on its card, saved. See {@link #save(Path)}. */
  public void save(Path folder, DiagnosticReport diagnostics) {
    MachineCardSpec complete =
        card.toBuilder().setDiagnostics(CardDiagnostics.of(diagnostics)).build();
    MachineStore.replace(folder, new MachineFolder(model, estimator, complete));
  }

  /** Name of the process model. */
  public String name() {
    return estimator.getModel().getName();
  }

  /** What the machine is, without its weights; every field set. */
  public EstimatorSpec estimator() {
    return estimator;
  }

  /** Where it comes from and how good it is. */
  public MachineCardSpec card() {
    return card;
  }

  /**
   * The trained estimator that this machine was made of, read back from its graph: for a training
   * that goes on from it, such as a distillation.
   */
  public TrainedEstimator trained() {
    return MachineCards.trained(
        estimator, card, GraphWeights.of(model.getMetaGraphs(0).getGraphDef()));
  }

  /**
   * This machine with typicality, by fresh simulations; all else stays, to the bit. See {@link
   * TrainedEstimator#withTypicality}, which says what is thrown. Close both machines.
   *
   * @throws IllegalStateException if it has typicality already
   */
  public EstimationMachine withTypicality(
      GenerativeModel process, int simulationThreads, FailurePolicy policy) {
    if (hasTypicality()) {
      throw new IllegalStateException("machine " + name() + " has typicality already");
    }
    TrainedEstimator with = trained().withTypicality(process, simulationThreads, policy);
    MachineFolder content =
        new MachineFolder(MachineGraph.withTypicality(model, with), with.estimator(), card);
    return new EstimationMachine(content, SessionThreads.deterministic(), "machine " + name());
  }

  @Override
  public ParameterSpace space() {
    return space;
  }

  /** The data it takes; none for a density that was fitted to samples. */
  public List<Observable> observables() {
    return observables;
  }

  /** Numbers of rows it was trained for. */
  public DataSize size() {
    return size;
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    return sample(List.of(observed), draws, seed).get(0);
  }

  /**
   * Draws given each of several data sets, which may differ in size. Those of similar sizes are
   * padded and run together, in pieces that bound memory and keep all cores busy.
   */
  @Override
  public List<PosteriorSamples> sample(List<DataSet> observed, int draws, long seed) {
    return sample(observed, draws, seed, done -> {});
  }

  /** The same, telling how far it is. */
  List<PosteriorSamples> sample(
      List<DataSet> observed, int draws, long seed, IntConsumer progress) {
    requireDraws(draws);
    // Without a condition the graph has nothing to tell the number of data sets from.
    boolean alone = observables.isEmpty() && estimator.getModel().getContextCount() == 0;
    int together = alone ? 1 : Math.max(1, InferenceSession.ROWS_TOGETHER / draws);
    List<List<Integer>> groups = DataSetGroups.of(observed, observables, together);
    DrawPieces pieces = new DrawPieces(groups, draws, ROWS_AT_ONCE, seed);
    // Before all that runs on other threads, so that a message about bad data reaches the caller.
    List<DataBatch> data = groups.stream().map(indices -> batch(observed, indices)).toList();
    Optional<float[][]> summaries = pieces.several() ? summaries(observed) : Optional.empty();
    float[][] rows = pieces.run(session, data, summaries, space.dimension(), progress);
    return Arrays.stream(rows).map(each -> PosteriorSamples.ofRows(space, each, 0, draws)).toList();
  }

  /** Once for each data set, and many together: a network is slow on one at a time. */
  private Optional<float[][]> summaries(List<DataSet> observed) {
    if (observables.isEmpty()) {
      return Optional.empty();
    }
    float[][] all = new float[observed.size()][];
    DataSetGroups.of(observed, observables, SCORES_AT_ONCE).parallelStream()
        .forEach(
            indices -> {
              float[] some = session.summary(batch(observed, indices)).orElseThrow();
              int width = some.length / indices.size();
              for (int i = 0; i < indices.size(); i++) {
                all[indices.get(i)] = Arrays.copyOfRange(some, i * width, (i + 1) * width);
              }
            });
    return Optional.of(all);
  }

  private DataBatch batch(List<DataSet> observed, List<Integer> indices) {
    return batch(indices.stream().map(observed::get).toList());
  }

  @Override
  public double logProb(DataSet observed, double[] theta) {
    return logProb(observed, new double[][] {theta})[0];
  }

  @Override
  public double[] logProb(DataSet observed, double[][] theta) {
    // Here and not in the pieces, which run on other threads.
    Arrays.stream(theta).forEach(space::requireInside);
    DataBatch batch = batch(List.of(observed));
    int dimension = space.dimension();
    double[] logProb = new double[theta.length];
    int atOnce = InferenceSession.ROWS_TOGETHER;
    int pieces = (theta.length + atOnce - 1) / atOnce;
    Optional<float[]> summary = pieces > 1 ? session.summary(batch) : Optional.empty();
    IntStream.range(0, pieces)
        .parallel()
        .forEach(
            piece -> {
              int first = piece * atOnce;
              int count = Math.min(atOnce, theta.length - first);
              float[] points = new float[count * dimension];
              for (int i = 0; i < count; i++) {
                for (int j = 0; j < dimension; j++) {
                  points[i * dimension + j] = (float) theta[first + i][j];
                }
              }
              float[] part = session.logProb(batch, summary, points, dimension);
              for (int i = 0; i < count; i++) {
                logProb[first + i] = part[i];
              }
            });
    return logProb;
  }

  /**
   * Does what only the first log-density and the first typicality do, so that it may happen beside
   * the first draws.
   */
  public void prepareScores(DataSet observed) {
    // Any parameters will do: nobody sees their density.
    float[] theta = new float[space.dimension()];
    session.logProb(batch(List.of(observed)), Optional.empty(), theta, theta.length);
    if (hasTypicality()) {
      typicality(observed);
    }
  }

  /**
   * The latent vector of each data set's parameters: standard normal for a perfect machine.
   *
   * @param theta parameters of each data set, {@code [count * dimension]}
   * @return {@code [count][freeDimension]}
   */
  public double[][] latent(DataBatch data, float[] theta) {
    float[] flat = session.latent(data, theta, space.dimension());
    int width = space.freeDimension();
    double[][] latent = new double[data.count()][width];
    for (int i = 0; i < flat.length; i++) {
      latent[i / width][i % width] = flat[i];
    }
    return latent;
  }

  /**
   * Log-density at one or several points for each data set.
   *
   * @param theta as many points for each data set, inside the supports, {@code [count * points *
   *     dimension]}
   * @return {@code [count * points]}
   */
  public double[] logProb(DataBatch data, float[] theta) {
    float[] found = session.logProb(data, Optional.empty(), theta, space.dimension());
    double[] logProb = new double[found.length];
    for (int i = 0; i < found.length; i++) {
      logProb[i] = found[i];
    }
    return logProb;
  }

  /**
   * Summary statistics of one data set.
   *
   * @throws IllegalStateException if the machine takes no data
   */
  public float[] summary(DataSet observed) {
    if (observables.isEmpty()) {
      throw new IllegalStateException(
          "machine " + name() + " takes no data, so it has no summary statistics");
    }
    return session.summary(batch(List.of(observed))).orElseThrow();
  }

  /**
   * Whether it can say how typical data are: a density, which takes no data, cannot, nor a machine
   * that was made without it or from few simulations.
   */
  public boolean hasTypicality() {
    return estimator.hasTypicality();
  }

  /**
   * How typical one data set is of those of training.
   *
   * @throws IllegalStateException if the machine cannot say ({@link #hasTypicality})
   */
  public Typicality typicality(DataSet observed) {
    return typicality(List.of(observed)).get(0);
  }

  /**
   * How typical each of several data sets is, which may differ in size.
   *
   * @throws IllegalStateException if the machine cannot say ({@link #hasTypicality})
   */
  public List<Typicality> typicality(List<DataSet> observed) {
    if (!hasTypicality()) {
      throw new IllegalStateException(
          observables.isEmpty()
              ? "machine " + name() + " takes no data, so there is no typicality"
              : "machine " + name() + " was made without typicality; bayesflow upgrade adds it");
    }
    Typicality[] all = new Typicality[observed.size()];
    for (List<Integer> indices : DataSetGroups.of(observed, observables, SCORES_AT_ONCE)) {
      List<float[]> found = session.typicality(batch(indices.stream().map(observed::get).toList()));
      for (int i = 0; i < indices.size(); i++) {
        all[indices.get(i)] = new Typicality(found.get(0)[i], found.get(1)[i]);
      }
    }
    return List.of(all);
  }

  private DataBatch batch(List<DataSet> observed) {
    int context = estimator.getModel().getContextCount();
    return new TrainedForm(name(), observables, size, context).batch(observed);
  }

  private static void requireDraws(int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException("expected at least 1 draw, found " + draws);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}

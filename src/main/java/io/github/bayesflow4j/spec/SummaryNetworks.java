package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.spec.proto.Conv2dSpec;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.FusionInput;
import io.github.bayesflow4j.spec.proto.FusionSpec;
import io.github.bayesflow4j.spec.proto.IdentitySpec;
import io.github.bayesflow4j.spec.proto.MlpSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Cell;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Specs of summary networks.
 *
 * <p>What is not chosen stays unset and takes the default of {@code summary_network.proto}; further
 * options are set through {@code toBuilder()}.
 */
public final class SummaryNetworks {
  private static final int SMALLEST_DEFAULT = 8;
  private static final int LARGEST_DEFAULT = 64;

  /** A series of fixed length with no more values than this goes to a perceptron. */
  private static final int SHORT_SERIES = 64;

  /** A vector of no more numbers than this needs no summary. */
  private static final int SHORT_VECTOR = 16;

  private SummaryNetworks() {}

  /** Hands vectors, grids, and series of fixed length to the flow as they are. */
  public static SummaryNetworkSpec identity() {
    return SummaryNetworkSpec.newBuilder().setIdentity(IdentitySpec.getDefaultInstance()).build();
  }

  /**
   * A multilayer perceptron, for vectors and series of fixed length.
   *
   * @param summaryDimension number of summary statistics
   * @throws SpecException if {@code summaryDimension} is below one
   */
  public static SummaryNetworkSpec mlp(int summaryDimension) {
    MlpSpec mlp = MlpSpec.newBuilder().setSummaryDimension(summaryDimension).build();
    return checked(SummaryNetworkSpec.newBuilder().setMlp(mlp).build());
  }

  /**
   * A permutation-invariant network, for independent rows.
   *
   * @param summaryDimension number of summary statistics
   * @throws SpecException if {@code summaryDimension} is below one
   */
  public static SummaryNetworkSpec deepSet(int summaryDimension) {
    DeepSetSpec deepSet = DeepSetSpec.newBuilder().setSummaryDimension(summaryDimension).build();
    return checked(SummaryNetworkSpec.newBuilder().setDeepSet(deepSet).build());
  }

  /**
   * A network of its own for each observable, their statistics joined.
   *
   * @param networks the network of each observable of the model, by name
   */
  public static SummaryNetworkSpec fusion(Map<String, SummaryNetworkSpec> networks) {
    FusionSpec.Builder fusion = FusionSpec.newBuilder();
    // Sorted: the order decides where each statistic stands, and that of a map may vary.
    new TreeMap<>(networks)
        .forEach(
            (observable, network) ->
                fusion.addInput(
                    FusionInput.newBuilder().setObservable(observable).setNetwork(network)));
    return checked(SummaryNetworkSpec.newBuilder().setFusion(fusion).build());
  }

  /**
   * A recurrent network of LSTM cells in both directions, for series of any length.
   *
   * @param summaryDimension number of summary statistics
   * @throws SpecException if {@code summaryDimension} is below one
   */
  public static SummaryNetworkSpec lstm(int summaryDimension) {
    RecurrentSpec recurrent =
        RecurrentSpec.newBuilder()
            .setRecurrentLayers(RecurrentLayersSpec.newBuilder().setCell(Cell.LSTM))
            .setSummaryDimension(summaryDimension)
            .build();
    return checked(SummaryNetworkSpec.newBuilder().setRecurrent(recurrent).build());
  }

  /**
   * Convolutions of several lengths, then recurrent layers, for series of any length.
   *
   * @param summaryDimension number of summary statistics
   * @throws SpecException if {@code summaryDimension} is below one
   */
  public static SummaryNetworkSpec timeSeries(int summaryDimension) {
    TimeSeriesSpec series =
        TimeSeriesSpec.newBuilder().setSummaryDimension(summaryDimension).build();
    return checked(SummaryNetworkSpec.newBuilder().setTimeSeries(series).build());
  }

  /**
   * A residual network of convolutions, for grids.
   *
   * @param summaryDimension number of summary statistics
   * @throws SpecException if {@code summaryDimension} is below one
   */
  public static SummaryNetworkSpec conv2d(int summaryDimension) {
    Conv2dSpec grid = Conv2dSpec.newBuilder().setSummaryDimension(summaryDimension).build();
    return checked(SummaryNetworkSpec.newBuilder().setConv2D(grid).build());
  }

  /**
   * The network that suits the data of {@code model}: a deep set for exchangeable rows, a
   * multilayer perceptron for a vector of more than 16 numbers or a short series of fixed length,
   * convolutions and recurrent layers for other series, a residual network for a grid; a shorter
   * vector is its own summary; a fusion of these for several observables.
   *
   * <p>Each has four summary statistics a parameter (components in unconstrained space): at least
   * 8; above 64, no more than two a parameter.
   */
  public static SummaryNetworkSpec defaultFor(GenerativeModel model) {
    int parameters = model.space().freeDimension();
    int statistics =
        Math.max(
            SMALLEST_DEFAULT, Math.min(4 * parameters, Math.max(LARGEST_DEFAULT, 2 * parameters)));
    List<Observable> observables = model.observables();
    if (observables.size() == 1) {
      return defaultFor(observables.get(0), model.size(), statistics);
    }
    return fusion(
        observables.stream()
            .collect(
                Collectors.toMap(
                    Observable::name,
                    observable -> defaultFor(observable, model.size(), statistics))));
  }

  private static SummaryNetworkSpec defaultFor(
      Observable observable, DataSize size, int statistics) {
    if (observable.layout() instanceof Layout.Grid) {
      return conv2d(statistics);
    }
    if (!observable.hasRows()) {
      return observable.features().size() <= SHORT_VECTOR ? identity() : mlp(statistics);
    }
    if (!observable.isSeries()) {
      return deepSet(statistics);
    }
    boolean isShort = observable.values(observable.size(size).max()) <= SHORT_SERIES;
    return isShort && !observable.countVaries(size) ? mlp(statistics) : timeSeries(statistics);
  }

  /**
   * A ready-made network, from the project's folder {@code summary-nets}.
   *
   * @param name the file's name without {@code .txtpb}
   * @throws SpecException if there is none of this name, listing those there are
   */
  public static SummaryNetworkSpec named(String name) {
    return ReadyMadeNetworks.read(name);
  }

  /**
   * Reads a network from a file.
   *
   * @throws SpecException naming the file, and the line and column or the field where there is one,
   *     if it is missing, holds an unknown field or has a value out of its range
   */
  public static SummaryNetworkSpec read(Path file) {
    SummaryNetworkSpec spec = SpecFiles.read(file, SummaryNetworkSpec.getDefaultInstance());
    SpecFiles.check(file.toString(), () -> ResolvedSpecs.resolve(spec));
    return spec;
  }

  /** Names of the ready-made networks, sorted. */
  public static List<String> names() {
    return ReadyMadeNetworks.names();
  }

  private static SummaryNetworkSpec checked(SummaryNetworkSpec spec) {
    ResolvedSpecs.resolve(spec);
    return spec;
  }
}

package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Order;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.IdentitySpec;
import io.github.bayesflow4j.spec.proto.MlpSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Cell;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * Specs of summary networks.
 *
 * <p>What is not chosen stays unset and takes the default of {@code summary_network.proto}; further
 * options are set through {@code toBuilder()}.
 */
public final class SummaryNetworks {
  private static final int SMALLEST_DEFAULT = 8;
  private static final int LARGEST_DEFAULT = 64;

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
   * The network that suits the data of {@code model}: a deep set for exchangeable rows, a
   * multilayer perceptron for a vector or a series of fixed length.
   *
   * <p>It has four summary statistics a parameter (components in unconstrained space): at least 8;
   * above 64, no more than two a parameter.
   *
   * @throws SpecException if the model has other data, for which there is no obvious choice
   */
  public static SummaryNetworkSpec defaultFor(GenerativeModel model) {
    if (model.observables().size() != 1) {
      throw new SpecException(
          "model "
              + model.name()
              + " has "
              + model.observables().size()
              + " observables and no default summary network: choose one");
    }
    Observable observable = model.observables().get(0);
    int parameters = model.space().freeDimension();
    int statistics =
        Math.max(
            SMALLEST_DEFAULT, Math.min(4 * parameters, Math.max(LARGEST_DEFAULT, 2 * parameters)));
    if (observable.layout() instanceof Layout.Rows rows && rows.order() == Order.EXCHANGEABLE) {
      return deepSet(statistics);
    }
    if (observable.layout() instanceof Layout.Vector
        || (observable.hasRows() && model.size() instanceof DataSize.Fixed)) {
      return mlp(statistics);
    }
    throw new SpecException(
        "observable "
            + observable.name()
            + " of model "
            + model.name()
            + " is "
            + (observable.hasRows() ? "a series of varying length" : "a grid")
            + " and has no default summary network: choose one");
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

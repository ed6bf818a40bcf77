package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.summary.DataForm;
import io.github.bayesflow4j.summary.JointSummaryNetwork;
import io.github.bayesflow4j.summary.StandardizedData;
import io.github.bayesflow4j.summary.SummaryNetworkCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The way from raw observables to what the flow is conditioned on: the summary network and the
 * standardizers, made once and applied to as many batches of a graph as one likes.
 *
 * <pre>
 * c = (summary(standardize(x)), standardize(context), standardize(log n))
 * </pre>
 *
 * <p>{@code log n}, the logarithm of the number of rows present, is a condition for every
 * observable in which that number varies: a mean over rows cannot show how many there were.
 */
final class Conditioning {
  private final EstimatorSpec spec;
  private final DataSize size;
  private final List<ObservableInput> inputs;
  private final Optional<JointSummaryNetwork> network;

  /**
   * What is known of a batch of data sets.
   *
   * @param data each observable
   * @param summary {@code [batch, summaryDimension]}, where there are data
   * @param condition {@code [batch, width]}, without what the flow is told of noise
   */
  record Given(
      List<StandardizedData> data,
      Optional<Operand<TFloat32>> summary,
      Optional<Operand<TFloat32>> condition) {}

  /**
   * Makes the summary network.
   *
   * @param inputs each observable of the model
   * @throws SpecException if the network does not fit the model
   */
  Conditioning(EstimatorSpec spec, VariableScope variables, List<ObservableInput> inputs) {
    ModelSpecs.requireNetworkForData(spec);
    this.spec = spec;
    this.size = ModelSpecs.size(spec.getModel());
    this.inputs = List.copyOf(inputs);
    List<Observable> observables = inputs.stream().map(ObservableInput::observable).toList();
    this.network =
        observables.isEmpty()
            ? Optional.empty()
            : Optional.of(
                SummaryNetworkCatalog.build(
                    variables.in("summary"),
                    spec.getSummaryNetwork(),
                    observables.stream().map(o -> new DataForm(o, o.size(size))).toList()));
  }

  /**
   * Adds the networks for one batch.
   *
   * @param raw each observable as it is fed
   * @param context known quantities {@code [batch, context]}, where there are any
   */
  Given apply(Ops tf, List<Operand<TFloat32>> raw, Optional<Operand<TFloat32>> context) {
    List<StandardizedData> data = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      data.add(inputs.get(i).standardize(tf, raw.get(i)));
    }
    Optional<Operand<TFloat32>> summary = network.map(made -> made.apply(tf, data));
    return new Given(data, summary, condition(tf, data, summary, context));
  }

  private Optional<Operand<TFloat32>> condition(
      Ops tf,
      List<StandardizedData> data,
      Optional<Operand<TFloat32>> summary,
      Optional<Operand<TFloat32>> context) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    summary.ifPresent(parts::add);
    context.ifPresent(
        known ->
            parts.add(
                new Standardizer(spec.getStandardization().getContext()).standardize(tf, known)));
    List<Operand<TFloat32>> logSizes = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).observable().countVaries(size)) {
        logSizes.add(logSize(tf, data.get(i)));
      }
    }
    if (!logSizes.isEmpty()) {
      Standardizer standardizer = new Standardizer(spec.getStandardization().getLogSize());
      parts.add(standardizer.standardize(tf, joined(tf, logSizes)));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(joined(tf, parts));
  }

  /** The columns of all parts, side by side. */
  static Operand<TFloat32> joined(Ops tf, List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
  }

  /** {@code [batch, 1]}. */
  private static Operand<TFloat32> logSize(Ops tf, StandardizedData data) {
    Operand<TFloat32> n =
        tf.expandDims(tf.sum(data.mask().orElseThrow(), tf.constant(1)), tf.constant(1));
    return tf.math.log(tf.math.maximum(n, tf.constant(1f)));
  }
}

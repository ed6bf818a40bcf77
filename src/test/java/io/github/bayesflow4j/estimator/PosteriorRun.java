package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The graph of a posterior with its loss, densities and draws. */
final class PosteriorRun implements AutoCloseable {
  /** Draws for each data set. */
  static final int DRAWS = 4000;

  private static final long SEED = 7;

  /**
   * Data sets of rows of two features.
   *
   * @param context {@code [count * width]}
   */
  record Data(int count, int rows, float[] values, float[] context) {

    /** Normal rows, no context. */
    static Data normal(int count, int rows) {
      return new Data(
          count,
          rows,
          TestNetwork.normal(new RandomStreams(rows).stream(0), count * rows * 2, 1),
          new float[0]);
    }

    Data with(float... known) {
      return new Data(count, rows, values, known);
    }
  }

  private final TestNetwork network;
  private final PosteriorGraph posterior;
  private final int dimension;
  private final Operand<TFloat32> parameters;
  private final Operand<TFloat32> loss;
  private final PosteriorGraph.Density density;
  private final Operand<TFloat32> draws;

  PosteriorRun(EstimatorSpec spec, TestNetwork network) {
    this.network = network;
    Ops tf = network.tf();
    this.posterior = new PosteriorGraph(tf, spec, network.scope());
    this.dimension = posterior.space().dimension();
    this.parameters = network.input("parameters", -1, dimension);
    this.loss = posterior.loss(parameters, 0);
    this.density = posterior.density(network.input("points", -1, -1, dimension));
    this.draws = posterior.sample(tf.constant(DRAWS), tf.constant(SEED)).theta();
  }

  static PosteriorRun trainable(EstimatorSpec spec) {
    return new PosteriorRun(spec, TestNetwork.trainable());
  }

  TestNetwork network() {
    return network;
  }

  PosteriorGraph posterior() {
    return posterior;
  }

  Weights randomWeights() {
    return network.randomWeights(3, 0.7);
  }

  Operand<TFloat32> loss() {
    return loss;
  }

  Operand<TFloat32> logProb() {
    return density.logProb();
  }

  /** Inputs of loss and density, with one parameter vector for each data set. */
  List<Input> lossInputs(Data data, float[] theta) {
    List<Input> inputs = densityInputs(data, theta);
    inputs.add(new Input("parameters", theta, data.count, dimension));
    return inputs;
  }

  float loss(Weights weights, Data data, float[] theta) {
    return network.run(weights, lossInputs(data, theta), List.of(loss)).get(0)[0];
  }

  /** The loss whose graph knows the batch. */
  float loss(Weights weights, Data data, float[] theta, BatchParts batch) {
    List<float[]> losses =
        network.run(weights, lossInputs(data, theta), posterior.losses(parameters, 0, batch));
    return (float) losses.stream().mapToDouble(loss -> loss[0]).sum();
  }

  /** Log-densities {@code [count * points]} of as many points for each data set. */
  float[] logProb(Weights weights, Data data, float[] theta) {
    return network.run(weights, densityInputs(data, theta), List.of(density.logProb())).get(0);
  }

  float[] latent(Weights weights, Data data, float[] theta) {
    return network.run(weights, densityInputs(data, theta), List.of(density.latent())).get(0);
  }

  /** {@code [count * DRAWS * dimension]}. */
  float[] draws(Weights weights, Data data) {
    return network.run(weights, inputs(data), List.of(draws)).get(0);
  }

  /** Log-densities of the first argument's points, and draws, by a graph of constants. */
  List<float[]> frozen(Data data, float[] theta) {
    return network.run(densityInputs(data, theta), List.of(density.logProb(), draws));
  }

  private List<Input> densityInputs(Data data, float[] theta) {
    List<Input> inputs = inputs(data);
    int points = theta.length / dimension / data.count;
    inputs.add(new Input("points", theta, data.count, points, dimension));
    return inputs;
  }

  private static List<Input> inputs(Data data) {
    List<Input> inputs = new ArrayList<>();
    inputs.add(new Input("data", data.values, data.count, data.rows, 2));
    if (data.context.length > 0) {
      inputs.add(
          new Input(
              PosteriorGraph.CONTEXT, data.context, data.count, data.context.length / data.count));
    }
    return inputs;
  }

  @Override
  public void close() {
    network.close();
  }
}

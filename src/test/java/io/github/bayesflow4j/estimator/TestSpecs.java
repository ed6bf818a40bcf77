package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.spec.proto.StandardizationSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Small estimators for tests. */
final class TestSpecs {
  /** Rows of two features. */
  static final Observable ROWS = Observable.exchangeable("data", "x", "y");

  private TestSpecs() {}

  /** A prior of which only the form is needed. */
  private record Form(ParameterSpace space) implements Prior {
    @Override
    public double[] sample(UniformRandomProvider random) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double logDensity(double[] theta) {
      throw new UnsupportedOperationException();
    }
  }

  /** Parameters with these supports. */
  static ParameterSpace space(Support... supports) {
    List<Parameter> parameters = new ArrayList<>();
    for (Support support : supports) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < support.dimension(); i++) {
        names.add("p" + parameters.size() + "_" + i);
      }
      parameters.add(new Parameter(names, support, Optional.empty()));
    }
    return new ParameterSpace(parameters);
  }

  /** A model whose simulator is never run. */
  static GenerativeModel model(ParameterSpace space, DataSize size, String... context) {
    return GenerativeModel.builder("test")
        .prior(new Form(space))
        .observable(ROWS)
        .size(size)
        .context(List.of(context), random -> new double[context.length])
        .jointSimulator((theta, known, n, random) -> new double[0][])
        .build();
  }

  /** An estimator with a deep set and two smooth blocks. */
  static EstimatorSpec estimator(ParameterSpace space, DataSize size, String... context) {
    return EstimatorSpec.newBuilder()
        .setModel(ModelSpecs.of(model(space, size, context)))
        .setSummaryNetwork(ResolvedSpecs.resolve(deepSet()))
        .setFlow(ResolvedSpecs.resolve(flow()))
        .setStandardization(
            StandardizationSpec.newBuilder()
                .setParameters(moments(space.freeDimension(), 0.2f, 0.8f))
                .addObservable(moments(2, 0.1f, 1.3f))
                .setContext(moments(context.length, 1, 2))
                .setLogSize(moments(1, 1.5f, 0.7f)))
        .build();
  }

  private static SummaryNetworkSpec deepSet() {
    return SummaryNetworkSpec.newBuilder()
        .setDeepSet(
            DeepSetSpec.newBuilder()
                .setEquivariantModules(1)
                .addHidden(6)
                .addAfterPooling(6)
                .setSummaryDimension(3))
        .build();
  }

  private static FlowSpec flow() {
    return TestFlows.affine(2, Activation.SILU, 8);
  }

  /** The same moments for every column. */
  static MomentsSpec moments(int columns, float mean, float deviation) {
    MomentsSpec.Builder moments = MomentsSpec.newBuilder();
    for (int i = 0; i < columns; i++) {
      moments.addMean(mean).addDeviation(deviation);
    }
    return moments.build();
  }
}

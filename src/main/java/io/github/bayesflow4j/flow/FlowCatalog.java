package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.AutoregressiveSpec;
import io.github.bayesflow4j.spec.proto.CouplingSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LayerSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import java.util.Optional;

/** Makes the parts of a flow that a spec names. */
final class FlowCatalog {
  private final FlowSpec spec;
  private final int dimension;
  private final int conditionWidth;
  private final RandomStreams permutations;

  /**
   * @param spec resolved: every field set
   */
  FlowCatalog(FlowSpec spec, int dimension, int conditionWidth) {
    this.spec = spec;
    this.dimension = dimension;
    this.conditionWidth = conditionWidth;
    this.permutations =
        new RandomStreams(spec.getPermutationSeed()).in(RandomStreams.Domain.PERMUTATION);
  }

  /** What mixes the components in a block, counted from one; nothing to do with a single one. */
  Optional<Bijector> mixing(int block) {
    if (dimension == 1) {
      return Optional.empty();
    }
    return switch (spec.getMixing().getMixingCase()) {
      case RANDOM_PERMUTATION ->
          Optional.of(Permutation.random(permutations.stream(block), dimension));
      case REVERSE_PERMUTATION -> Optional.of(Permutation.reverse(dimension));
      case NONE -> Optional.empty();
      case MIXING_NOT_SET -> throw new IllegalArgumentException("the flow's mixing is not set");
    };
  }

  /** The layer of a block, counted from one. */
  Bijector layer(VariableScope scope, int block) {
    LayerSpec layer = spec.getLayer((block - 1) % spec.getLayerCount());
    return switch (layer.getLayerCase()) {
      case COUPLING -> coupling(scope.in("coupling"), layer.getCoupling());
      case AUTOREGRESSIVE -> autoregressive(scope.in("autoregressive"), layer.getAutoregressive());
      case LAYER_NOT_SET -> throw new IllegalArgumentException("a layer of the flow is not set");
    };
  }

  private Coupling coupling(VariableScope scope, CouplingSpec coupling) {
    return new Coupling(
        scope,
        dimension,
        conditionWidth,
        coupling.getForm(),
        coupling.getSubnetwork(),
        transform(coupling.getTransform()));
  }

  /**
   * Towards the latent space both directions apply the transform of the spec; they differ in what
   * its parameters are computed from, the parameters or the latent vector.
   */
  private Bijector autoregressive(VariableScope scope, AutoregressiveSpec spec) {
    ElementwiseTransform transform = transform(spec.getTransform());
    return switch (spec.getDirection()) {
      case DENSITY -> masked(scope, spec, transform);
      case SAMPLING -> new Reversed(masked(scope, spec, new ReversedTransform(transform)));
    };
  }

  private MaskedAutoregressive masked(
      VariableScope scope, AutoregressiveSpec spec, ElementwiseTransform transform) {
    return new MaskedAutoregressive(
        scope, dimension, conditionWidth, spec.getSubnetwork(), transform);
  }

  private static ElementwiseTransform transform(TransformSpec transform) {
    return switch (transform.getTransformCase()) {
      case AFFINE -> new AffineTransform(transform.getAffine().getClamp());
      case RATIONAL_QUADRATIC -> new RationalQuadraticSpline(transform.getRationalQuadratic());
      case TRANSFORM_NOT_SET ->
          throw new IllegalArgumentException("the transform of a layer is not set");
    };
  }
}

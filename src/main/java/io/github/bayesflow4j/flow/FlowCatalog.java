package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.AutoregressiveSpec;
import io.github.bayesflow4j.spec.proto.BaseSpec;
import io.github.bayesflow4j.spec.proto.BaseSpec.BaseCase;
import io.github.bayesflow4j.spec.proto.CouplingSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LayerSpec;
import io.github.bayesflow4j.spec.proto.MixingSpec.MixingCase;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec.TransformCase;
import java.util.Locale;
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

  /**
   * The distribution of z.
   *
   * @throws SpecException if the chain of the spec does not end where it lives
   */
  BaseDistribution base(VariableScope scope) {
    BaseSpec base = spec.getBase();
    return switch (base.getBaseCase()) {
      case STANDARD_NORMAL -> new StandardNormal(dimension);
      case STUDENT_T -> new StudentT(scope.in("base"), dimension, base.getStudentT());
      case UNIFORM -> new UnitCube(dimension);
      case NORMAL_MIXTURE ->
          new NormalMixture(scope.in("base"), dimension, base.getNormalMixture().getComponents());
      case BASE_NOT_SET -> throw new IllegalArgumentException("the base of the flow is not set");
    };
  }

  /**
   * What takes the real line to where the blocks of this spec work.
   *
   * @throws SpecException if they do not all work there
   */
  Optional<Bijector> beforeBlocks() {
    if (spec.getBase().getBaseCase() != BaseCase.UNIFORM) {
      return Optional.empty();
    }
    if (spec.getActNorm()) {
      throw notOnUnitCube("act_norm: false", "act_norm: true");
    }
    MixingCase mixing = spec.getMixing().getMixingCase();
    if (mixing == MixingCase.LU || mixing == MixingCase.HOUSEHOLDER) {
      throw notOnUnitCube("a permutation or no mixing", "mixing " + name(mixing));
    }
    for (LayerSpec layer : spec.getLayerList()) {
      TransformCase transform =
          (layer.hasCoupling()
                  ? layer.getCoupling().getTransform()
                  : layer.getAutoregressive().getTransform())
              .getTransformCase();
      if (transform != TransformCase.PIECEWISE_LINEAR
          && transform != TransformCase.PIECEWISE_QUADRATIC) {
        throw notOnUnitCube(
            "layers with transform piecewise_linear or piecewise_quadratic",
            "transform " + name(transform));
      }
    }
    return Optional.of(new Squash(dimension));
  }

  private static SpecException notOnUnitCube(String expected, String found) {
    return new SpecException(
        "a flow with base uniform stays on the unit cube and needs "
            + expected
            + ", found "
            + found);
  }

  /** As it is written in a spec. */
  private static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** What mixes the components in a block, counted from one; nothing to do with a single one. */
  Optional<Bijector> mixing(VariableScope scope, int block) {
    if (dimension == 1) {
      return Optional.empty();
    }
    return switch (spec.getMixing().getMixingCase()) {
      case RANDOM_PERMUTATION -> Optional.of(randomPermutation(block));
      case REVERSE_PERMUTATION -> Optional.of(Permutation.reverse(dimension));
      case NONE -> Optional.empty();
      case LU -> Optional.of(new LuLinear(scope.in("lu"), randomPermutation(block)));
      case HOUSEHOLDER -> {
        int reflections = spec.getMixing().getHouseholder().getReflections();
        yield Optional.of(
            new Householder(
                scope.in("householder"), dimension, reflections == 0 ? dimension : reflections));
      }
      case MIXING_NOT_SET -> throw new IllegalArgumentException("the flow's mixing is not set");
    };
  }

  private Permutation randomPermutation(int block) {
    return Permutation.random(permutations.stream(block), dimension);
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
      case PIECEWISE_LINEAR -> new PiecewiseLinear(transform.getPiecewiseLinear());
      case PIECEWISE_QUADRATIC -> new PiecewiseQuadratic(transform.getPiecewiseQuadratic());
      case TRANSFORM_NOT_SET ->
          throw new IllegalArgumentException("the transform of a layer is not set");
    };
  }
}

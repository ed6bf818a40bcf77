package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.spec.proto.AffineSpec;
import io.github.bayesflow4j.spec.proto.AutoregressiveSpec;
import io.github.bayesflow4j.spec.proto.AutoregressiveSpec.Direction;
import io.github.bayesflow4j.spec.proto.CouplingSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LayerSpec;
import io.github.bayesflow4j.spec.proto.RationalQuadraticSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import java.nio.file.Path;

/**
 * Specs of conditional flows.
 *
 * <p>What is not chosen stays unset and takes the default of {@code flow.proto}; further options
 * are set through {@code toBuilder()}.
 */
public final class Flows {
  private static final TransformSpec AFFINE =
      TransformSpec.newBuilder().setAffine(AffineSpec.getDefaultInstance()).build();
  private static final TransformSpec SPLINE =
      TransformSpec.newBuilder()
          .setRationalQuadratic(RationalQuadraticSpec.getDefaultInstance())
          .build();

  private Flows() {}

  /** Affine coupling with the default number of blocks. */
  public static FlowSpec affineCoupling() {
    return coupling(AFFINE);
  }

  /**
   * Affine coupling.
   *
   * @throws SpecException if {@code blocks} is below one
   */
  public static FlowSpec affineCoupling(int blocks) {
    FlowSpec spec = affineCoupling().toBuilder().setBlocks(blocks).build();
    ResolvedSpecs.resolve(spec);
    return spec;
  }

  /** Coupling by rational-quadratic splines with the default number of blocks. */
  public static FlowSpec splineCoupling() {
    return coupling(SPLINE);
  }

  /** Affine masked autoregressive flow: fast densities, slow draws. */
  public static FlowSpec maskedAutoregressive() {
    return autoregressive(Direction.DENSITY, AFFINE);
  }

  /** Masked autoregressive flow of rational-quadratic splines: fast densities, slow draws. */
  public static FlowSpec splineMaskedAutoregressive() {
    return autoregressive(Direction.DENSITY, SPLINE);
  }

  /** Affine inverse autoregressive flow: fast draws, slow densities. */
  public static FlowSpec inverseAutoregressive() {
    return autoregressive(Direction.SAMPLING, AFFINE);
  }

  /** Inverse autoregressive flow of rational-quadratic splines: fast draws, slow densities. */
  public static FlowSpec splineInverseAutoregressive() {
    return autoregressive(Direction.SAMPLING, SPLINE);
  }

  /**
   * The flow with its masked autoregressive layers turned into inverse ones: a student to distill
   * from it.
   *
   * @throws SpecException if it has none
   */
  public static FlowSpec turnedForSampling(FlowSpec flow) {
    FlowSpec.Builder turned = flow.toBuilder();
    int count = 0;
    for (LayerSpec.Builder layer : turned.getLayerBuilderList()) {
      if (layer.hasAutoregressive()
          && layer.getAutoregressive().getDirection() == Direction.DENSITY) {
        layer.getAutoregressiveBuilder().setDirection(Direction.SAMPLING);
        count++;
      }
    }
    if (count == 0) {
      throw new SpecException("the flow has no masked autoregressive layer to turn round");
    }
    return turned.build();
  }

  private static FlowSpec autoregressive(Direction direction, TransformSpec transform) {
    return FlowSpec.newBuilder()
        .addLayer(
            LayerSpec.newBuilder()
                .setAutoregressive(
                    AutoregressiveSpec.newBuilder()
                        .setDirection(direction)
                        .setTransform(transform)))
        .build();
  }

  private static FlowSpec coupling(TransformSpec transform) {
    return FlowSpec.newBuilder()
        .addLayer(
            LayerSpec.newBuilder().setCoupling(CouplingSpec.newBuilder().setTransform(transform)))
        .build();
  }

  /**
   * Reads a flow from a file.
   *
   * @throws SpecException naming the file, and the line and column or the field where there is one,
   *     if it is missing, holds an unknown field or has a value out of its range
   */
  public static FlowSpec read(Path file) {
    FlowSpec spec = SpecFiles.read(file, FlowSpec.getDefaultInstance());
    SpecFiles.check(file.toString(), () -> ResolvedSpecs.resolve(spec));
    return spec;
  }
}

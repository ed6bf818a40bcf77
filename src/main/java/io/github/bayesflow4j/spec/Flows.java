package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.spec.proto.AffineCouplingSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;

/**
 * Specs of conditional flows.
 *
 * <p>What is not chosen stays unset and takes the default of {@code flow.proto}; further options
 * are set through {@code toBuilder()}.
 */
public final class Flows {
  private Flows() {}

  /** Affine coupling with the default number of blocks. */
  public static FlowSpec affineCoupling() {
    return FlowSpec.newBuilder().setAffineCoupling(AffineCouplingSpec.getDefaultInstance()).build();
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
}

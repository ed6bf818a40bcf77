package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.process.BeamProfile;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.proto.AffineSpec;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.RationalQuadraticSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import io.github.bayesflow4j.training.Trainer;
import io.github.bayesflow4j.training.TrainingHistory.Entry;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Affine couplings against rational-quadratic splines on the beam profile, the two flows published
 * for it: the same summary network, subnetworks, steps and simulations. Prints what
 * docs/reproductions.md states.
 */
@Tag("slow")
class BeamTransformsTest {
  private static final int STEPS = 3000;

  @Test
  void affineAndSplineCouplingsReachTheSameDensity() {
    double affine =
        loss("affine", TransformSpec.newBuilder().setAffine(AffineSpec.getDefaultInstance()));
    double spline =
        loss(
            "spline",
            TransformSpec.newBuilder()
                .setRationalQuadratic(RationalQuadraticSpec.getDefaultInstance()));
    // The posterior of the beam is nearly normal and two parameters are uniform, which both can be.
    // A flow that learned nothing of the data would be off by many nats.
    assertThat(spline - affine).isBetween(-0.5, 0.5);
  }

  /** Validation loss at the end, in nats. */
  private static double loss(String label, TransformSpec.Builder transform) {
    ExperimentSpec experiment = Experiments.packaged("beam-profile").orElseThrow();
    FlowSpec.Builder flow = experiment.getFlow().toBuilder();
    flow.getLayerBuilder(0).getCouplingBuilder().setTransform(transform);
    TrainingSpec training =
        experiment.getTraining().toBuilder().setSteps(STEPS).setValidationInterval(STEPS).build();
    long start = System.nanoTime();
    List<Entry> entries =
        Trainer.online(BeamProfile.model(), experiment.getSummaryNetwork(), flow.build(), training)
            .train()
            .history()
            .entries();
    double loss = entries.get(entries.size() - 1).validationLoss();
    System.out.printf(
        "%s: validation loss %.3f after %d steps and %.0f s%n",
        label, loss, STEPS, 1e-9 * (System.nanoTime() - start));
    return loss;
  }
}

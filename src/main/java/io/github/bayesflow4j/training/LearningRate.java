package io.github.bayesflow4j.training;

import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.ExponentialRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.PlateauRate;

/** The learning rate as a function of the step. */
public sealed interface LearningRate {

  /** The rate of the step with this number, counted from zero. */
  double at(long step);

  /**
   * The schedule a spec describes.
   *
   * @param spec resolved: every field set
   * @param steps number of steps of the run
   */
  static LearningRate of(LearningRateSpec spec, long steps) {
    return switch (spec.getScheduleCase()) {
      case CONSTANT -> new Constant(spec.getConstant().getRate());
      case EXPONENTIAL -> {
        ExponentialRate e = spec.getExponential();
        yield new Exponential(e.getRate(), e.getDecay(), e.getInterval());
      }
      case COSINE -> {
        CosineRate c = spec.getCosine();
        yield new Cosine(c.getRate(), c.getFinalRate(), Math.round(c.getWarmUp() * steps), steps);
      }
      case PLATEAU -> {
        PlateauRate p = spec.getPlateau();
        yield new Cosine(p.getRate(), p.getFinalRate(), 0, steps);
      }
      case SCHEDULE_NOT_SET ->
          throw new SpecException(
              "learning_rate: expected one of constant, exponential, cosine, plateau, found none");
    };
  }

  /** The same rate at every step. */
  record Constant(double rate) implements LearningRate {
    @Override
    public double at(long step) {
      return rate;
    }
  }

  /** {@code rate * decay^(step / interval)}. */
  record Exponential(double rate, double decay, long interval) implements LearningRate {
    @Override
    public double at(long step) {
      return rate * Math.pow(decay, (double) step / interval);
    }
  }

  /**
   * Linear warm-up, then half a cosine (Loshchilov and Hutter 2017, without restarts).
   *
   * @param rate the rate after warm-up
   * @param finalRate the rate at the end
   * @param warmUp steps of warm-up
   * @param steps steps in all
   */
  record Cosine(double rate, double finalRate, long warmUp, long steps) implements LearningRate {
    @Override
    public double at(long step) {
      if (step < warmUp) {
        return rate * (step + 1) / warmUp;
      }
      double progress = Math.min(1, (double) (step - warmUp) / Math.max(1, steps - warmUp));
      return finalRate + 0.5 * (rate - finalRate) * (1 + Math.cos(Math.PI * progress));
    }
  }
}

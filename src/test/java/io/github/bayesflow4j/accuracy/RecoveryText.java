package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.diagnostics.Recovery;
import java.util.Locale;

/** The recovery of one parameter, as tests print it for docs/reproductions.md. */
final class RecoveryText {
  private RecoveryText() {}

  /** Errors and R2 with their bootstrap intervals. */
  static String of(Recovery.Component one) {
    return String.format(
        Locale.ROOT,
        "RMSE %.4f (%.4f, %.4f) | NRMSE %.4f (%.4f, %.4f) | R2 %.4f (%.4f, %.4f)",
        one.rmse(),
        one.rmseInterval().lower(),
        one.rmseInterval().upper(),
        one.nrmse(),
        one.nrmseInterval().lower(),
        one.nrmseInterval().upper(),
        one.r2(),
        one.r2Interval().lower(),
        one.r2Interval().upper());
  }
}

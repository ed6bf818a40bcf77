package io.github.bayesflow4j.simulation;

/** What to do when the simulator throws or returns values that are not finite or do not fit. */
public enum FailurePolicy {
  /** Stop the run with a message that reproduces the failure. */
  STOP,
  /** Draw new parameters for that simulation, and count it. */
  SKIP
}

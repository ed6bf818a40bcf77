package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SpecFiles;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;

/**
 * One summary network for the contract kit.
 *
 * @param spec what it is; its nonlinearities must be smooth, for finite differences
 * @param form the data it is built for
 */
record SummarySubject(SummaryNetworkSpec spec, DataForm form) {

  static SummarySubject of(SummaryNetworkSpec spec, Observable observable, DataSize size) {
    return new SummarySubject(ResolvedSpecs.resolve(spec), new DataForm(observable, size));
  }

  /** This subject with another spec. */
  SummarySubject with(SummaryNetworkSpec other) {
    return new SummarySubject(other, form);
  }

  @Override
  public String toString() {
    return SpecFiles.print(spec).replaceAll("\\s+", " ") + form.observable().layout();
  }
}

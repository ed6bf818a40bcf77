package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.List;

/** Draws from the posterior of a process model for any data set. */
public interface PosteriorSampler {

  /** The parameters it is a distribution of. */
  ParameterSpace space();

  /**
   * Draws parameters given one data set.
   *
   * @param draws number of draws, at least one
   * @param seed same seed, same draws
   * @throws IllegalArgumentException if the data do not have the form of the model's observables
   */
  PosteriorSamples sample(DataSet observed, int draws, long seed);

  /**
   * Draws parameters given each of several data sets, which may differ in size; {@code draws} each.
   *
   * @return one entry a data set, in order
   */
  default List<PosteriorSamples> sample(List<DataSet> observed, int draws, long seed) {
    List<PosteriorSamples> all = new ArrayList<>();
    RandomStreams streams = new RandomStreams(seed);
    for (int i = 0; i < observed.size(); i++) {
      all.add(sample(observed.get(i), draws, streams.stream(i).nextLong()));
    }
    return all;
  }
}

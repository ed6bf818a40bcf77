package io.github.bayesflow4j.training;

import io.github.bayesflow4j.spec.proto.HistorySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of a training run.
 *
 * @param entries one for each measurement of the validation loss
 * @param divergences steps at which a divergence was met
 */
public record TrainingHistory(List<Entry> entries, List<Long> divergences) {

  /**
   * One measurement.
   *
   * @param step steps done
   * @param loss mean training loss since the last measurement, in nats
   * @param validationLoss in nats
   * @param rate learning rate
   * @param seconds time trained so far
   */
  public record Entry(long step, double loss, double validationLoss, double rate, double seconds) {}

  public TrainingHistory {
    entries = List.copyOf(entries);
    divergences = List.copyOf(divergences);
  }

  /** The history before training. */
  public static TrainingHistory empty() {
    return new TrainingHistory(List.of(), List.of());
  }

  TrainingHistory with(Entry entry) {
    List<Entry> longer = new ArrayList<>(entries);
    longer.add(entry);
    return new TrainingHistory(longer, divergences);
  }

  TrainingHistory withDivergence(long step) {
    List<Long> longer = new ArrayList<>(divergences);
    longer.add(step);
    return new TrainingHistory(entries, longer);
  }

  /** The history as it is stored. */
  public HistorySpec toSpec() {
    HistorySpec.Builder spec = HistorySpec.newBuilder().addAllDivergence(divergences);
    for (Entry entry : entries) {
      spec.addEntry(
          HistorySpec.Entry.newBuilder()
              .setStep(entry.step)
              .setLoss(entry.loss)
              .setValidationLoss(entry.validationLoss)
              .setLearningRate(entry.rate)
              .setSeconds(entry.seconds));
    }
    return spec.build();
  }

  /** The history that was stored. */
  public static TrainingHistory of(HistorySpec spec) {
    return new TrainingHistory(
        spec.getEntryList().stream()
            .map(
                e ->
                    new Entry(
                        e.getStep(),
                        e.getLoss(),
                        e.getValidationLoss(),
                        e.getLearningRate(),
                        e.getSeconds()))
            .toList(),
        spec.getDivergenceList());
  }
}

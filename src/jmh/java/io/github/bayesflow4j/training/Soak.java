package io.github.bayesflow4j.training;

import io.github.bayesflow4j.plot.MemoryFigure;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Trains for some minutes as the command does, validation and checkpoints included, and draws the
 * resident memory of the process, which must not grow.
 */
public final class Soak implements TrainingListener {
  private static final String PROCESS = "ricker";
  private static final double INTERVAL = 0.02;
  private static final int MEASURED_OFTEN = 200;

  private final double minutes;
  private final long start = System.nanoTime();
  private final List<Double> times = new ArrayList<>();
  private final List<Double> resident = new ArrayList<>();
  private long steps;

  /** How the training is left. */
  private static final class Over extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Soak(double minutes) {
    this.minutes = minutes;
  }

  /**
   * Trains, draws, and prints what was found.
   *
   * @param args minutes, and the file of the figure
   */
  public static void main(String[] args) throws IOException {
    Soak soak = new Soak(Double.parseDouble(args[0]));
    soak.train();
    MemoryFigure.of(numbers(soak.times), numbers(soak.resident)).writeSvg(Path.of(args[1]));
    soak.report();
    System.exit(0);
  }

  private void train() throws IOException {
    ExperimentSpec experiment = Experiments.packaged(PROCESS).orElseThrow();
    TrainingSpec training =
        experiment.getTraining().toBuilder()
            .setSteps(Integer.MAX_VALUE)
            .setValidationInterval(MEASURED_OFTEN)
            .setCheckpointInterval(MEASURED_OFTEN)
            .build();
    Path folder = Files.createTempDirectory("soak");
    try {
      Trainer.online(
              ProcessModels.find(PROCESS).orElseThrow(),
              experiment.getSummaryNetwork(),
              experiment.getFlow(),
              training)
          .checkpoint(folder.resolve("checkpoint"))
          .listener(this)
          .train();
    } catch (Over over) {
      // After the time asked for.
    }
  }

  @Override
  public void onStep(TrainingProgress progress) {
    steps = progress.step();
    double now = (System.nanoTime() - start) / 60e9;
    if (times.isEmpty() || now - times.get(times.size() - 1) >= INTERVAL) {
      times.add(now);
      resident.add(megabytes("VmRSS:"));
    }
    if (now >= minutes) {
      throw new Over();
    }
  }

  /** A figure of Linux about this process. */
  private static double megabytes(String field) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("SystemOut") // what the command is for
  private void report() {
    System.out.printf(
        Locale.ROOT,
        "%s, %d steps in %.1f minutes; resident memory [MB]: at most %.0f;"
            + " mean of each fifth %.0f %.0f %.0f %.0f %.0f%n",
        PROCESS,
        steps,
        times.get(times.size() - 1),
        megabytes("VmHWM:"),
        mean(0),
        mean(1),
        mean(2),
        mean(3),
        mean(4));
  }

  private double mean(int fifth) {
    int count = resident.size();
    return resident.subList(fifth * count / 5, (fifth + 1) * count / 5).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

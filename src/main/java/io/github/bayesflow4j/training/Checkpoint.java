package io.github.bayesflow4j.training;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.spec.proto.CheckpointSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.TensorSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.storage.Digest;
import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training run on disk.
 *
 * <p>One file. It is written under a temporary name, forced to disk and moved over the previous
 * one, so at any moment the file is a whole checkpoint. It carries its own digest: a bit that
 * toppled in a weight would otherwise go on unseen.
 */
final class Checkpoint {
  private static final int FORMAT = 2;

  private final Path file;
  private final EstimatorSpec estimator;
  private final TrainingSpec training;

  Checkpoint(Path file, EstimatorSpec estimator, TrainingSpec training) {
    this.file = file;
    this.estimator = estimator;
    this.training = training;
  }

  /** Replaces the checkpoint. */
  void save(TrainingState state) {
    CheckpointSpec spec =
        CheckpointSpec.newBuilder()
            .setFormat(FORMAT)
            .setEstimator(estimator)
            .setTraining(training)
            .setStep(state.step())
            .addAllVariable(tensors(state.variables()))
            .addAllBestWeight(tensors(state.bestWeights()))
            .setBestValidationLoss(state.bestValidationLoss())
            .setMeasurementsWithoutImprovement(state.withoutImprovement())
            .setRateFactor(state.rateFactor())
            .setHistory(state.history().toSpec())
            .setSeconds(state.seconds())
            .setSkippedSimulations(state.skipped())
            .setReductions(state.reductions())
            .build();
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      DurableFiles.replace(file, withDigest(spec)::writeTo);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + file + " could not be written: " + e, e);
    }
  }

  /**
   * The run to go on with, if there is one.
   *
   * @throws CheckpointException if the file is no checkpoint, a damaged one, or one of another run
   */
  Optional<TrainingState> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    CheckpointSpec spec = parse();
    if (!spec.getEstimator().equals(estimator) || !spec.getTraining().equals(training)) {
      throw new CheckpointException(
          "checkpoint " + file + " belongs to a run with other settings; delete it to start anew");
    }
    return Optional.of(
        new TrainingState(
            spec.getStep(),
            weights(spec.getVariableList()),
            weights(spec.getBestWeightList()),
            spec.getBestValidationLoss(),
            spec.getMeasurementsWithoutImprovement(),
            spec.getRateFactor(),
            TrainingHistory.of(spec.getHistory()),
            spec.getSeconds(),
            spec.getSkippedSimulations(),
            spec.getReductions()));
  }

  private CheckpointSpec parse() {
    try {
      CheckpointSpec spec = CheckpointSpec.parseFrom(Files.readAllBytes(file));
      if (spec.getFormat() != FORMAT) {
        throw new CheckpointException(
            "checkpoint "
                + file
                + ": expected format "
                + FORMAT
                + ", found "
                + spec.getFormat()
                + "; without the file, training starts anew");
      }
      if (!spec.equals(withDigest(spec))) {
        throw new CheckpointException(noCheckpoint());
      }
      return spec;
    } catch (InvalidProtocolBufferException e) {
      throw new CheckpointException(noCheckpoint(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + file + " could not be read: " + e, e);
    }
  }

  private String noCheckpoint() {
    return "file " + file + " is no checkpoint, or a damaged one; delete it to start anew";
  }

  private static CheckpointSpec withDigest(CheckpointSpec spec) {
    CheckpointSpec content = spec.toBuilder().clearDigest().build();
    return spec.toBuilder().setDigest(Digest.sha256(content.toByteArray())).build();
  }

  /** Removes the checkpoint of a run that is over. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + file + " could not be deleted", e);
    }
  }

  private static List<TensorSpec> tensors(Weights weights) {
    return weights.names().stream().map(name -> tensor(name, weights.get(name))).toList();
  }

  private static TensorSpec tensor(String name, Weights.Weight weight) {
    ByteBuffer bytes =
        ByteBuffer.allocate(weight.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weight.values());
    TensorSpec.Builder spec =
        TensorSpec.newBuilder().setName(name).setValue(ByteString.copyFrom(bytes));
    for (long dimension : weight.shape()) {
      spec.addDimension(dimension);
    }
    return spec.build();
  }

  private static Weights weights(List<TensorSpec> tensors) {
    Map<String, Weights.Weight> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : tensors) {
      ByteBuffer bytes = tensor.getValue().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      long[] shape = tensor.getDimensionList().stream().mapToLong(Long::longValue).toArray();
      byName.put(tensor.getName(), new Weights.Weight(shape, values));
    }
    return new Weights(byName);
  }
}

package io.github.bayesflow4j.machine;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SpecFiles;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.storage.Digest;
import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.SavedModel;

/**
 * The files of one machine.
 *
 * <pre>
 * saved_model.pb      the SavedModel: graph, weights, signatures
 * estimator.txtpb     what it is: model, networks, standardization, every field set
 * card.txtpb          where it comes from and how good it is; digests of the other two
 * README.md           the card for people
 * </pre>
 *
 * @param model the SavedModel
 * @param estimator resolved: every field set
 * @param card origin and diagnostics; its digests are set when it is written
 */
record MachineFolder(SavedModel model, EstimatorSpec estimator, MachineCardSpec card) {
  static final int FORMAT = 1;
  private static final Pattern FORMAT_LINE = Pattern.compile("(?m)^format: *(\\d{1,9})");
  static final String GRAPH_FILE = "saved_model.pb";
  static final String ESTIMATOR_FILE = "estimator.txtpb";
  static final String CARD_FILE = "card.txtpb";
  static final String README_FILE = "README.md";

  /** Writes the files into an existing empty folder and forces them to disk. */
  void write(Path folder) throws IOException {
    byte[] graph = sortedBytes(model);
    byte[] spec = SpecFiles.print(estimator).getBytes(StandardCharsets.UTF_8);
    MachineCardSpec complete =
        card.toBuilder()
            .setFormat(FORMAT)
            .setGraphDigest(Digest.sha256(graph))
            .setEstimatorDigest(Digest.sha256(spec))
            .build();
    DurableFiles.write(folder.resolve(GRAPH_FILE), out -> out.write(graph));
    DurableFiles.write(folder.resolve(ESTIMATOR_FILE), out -> out.write(spec));
    writeText(folder.resolve(CARD_FILE), SpecFiles.print(complete));
    writeText(
        folder.resolve(README_FILE),
        CardText.markdown(new MachineDescription(estimator, complete)));
  }

  private static void writeText(Path file, String text) throws IOException {
    DurableFiles.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads and checks the files; runs nothing.
   *
   * @throws MachineFormatException if the folder holds no machine, a damaged one, one of a newer
   *     format, or one with an operation that is not allowed
   */
  static MachineFolder read(Path folder) {
    requireFile(folder, GRAPH_FILE);
    MachineDescription description = describe(folder);
    byte[] graph = checked(folder.resolve(GRAPH_FILE), description.card().getGraphDigest());
    try {
      SavedModel model = SavedModel.parseFrom(graph);
      if (model.getMetaGraphsCount() != 1) {
        throw new MachineFormatException(
            "machine " + folder + ": expected 1 graph, found " + model.getMetaGraphsCount());
      }
      GraphInspection.requireHarmless(model.getMetaGraphs(0), folder.toString());
      return new MachineFolder(model, description.estimator(), description.card());
    } catch (InvalidProtocolBufferException e) {
      throw new MachineFormatException(
          "machine " + folder + " is damaged: " + GRAPH_FILE + " is no SavedModel", e);
    }
  }

  /**
   * Reads and checks everything but the graph.
   *
   * @throws MachineFormatException if the folder holds no machine, a damaged one, or one of a newer
   *     format
   */
  static MachineDescription describe(Path folder) {
    requireFile(folder, ESTIMATOR_FILE);
    requireFile(folder, CARD_FILE);
    try {
      requireFormat(folder);
      MachineCardSpec card =
          SpecFiles.read(folder.resolve(CARD_FILE), MachineCardSpec.getDefaultInstance());
      checked(folder.resolve(ESTIMATOR_FILE), card.getEstimatorDigest());
      return new MachineDescription(
          SpecFiles.read(folder.resolve(ESTIMATOR_FILE), EstimatorSpec.getDefaultInstance()), card);
    } catch (SpecException e) {
      throw new MachineFormatException("machine " + folder + " is damaged: " + e.getMessage(), e);
    }
  }

  private static void requireFile(Path folder, String name) {
    if (!Files.isRegularFile(folder.resolve(name))) {
      throw new MachineFormatException(
          "folder " + folder + " holds no machine: file " + name + " is missing");
    }
  }

  /** Checks the format before the card is read: a newer card may have fields unknown here. */
  private static void requireFormat(Path folder) {
    String card = new String(bytes(folder.resolve(CARD_FILE)), StandardCharsets.ISO_8859_1);
    Matcher format = FORMAT_LINE.matcher(card);
    if (format.find() && Integer.parseInt(format.group(1)) != FORMAT) {
      throw new MachineFormatException(
          "machine " + folder + ": expected format " + FORMAT + ", found " + format.group(1));
    }
  }

  private static byte[] checked(Path file, String expected) {
    byte[] bytes = bytes(file);
    if (!Digest.sha256(bytes).equals(expected)) {
      throw new MachineFormatException(
          "file " + file + " is damaged: its SHA-256 is not the one in " + CARD_FILE);
    }
    return bytes;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("file " + file + " could not be read: " + e, e);
    }
  }

  /** The same bytes for equal messages: the entries of every map in the order of their keys. */
  private static byte[] sortedBytes(SavedModel model) {
    byte[] bytes = new byte[model.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      model.writeTo(output);
    } catch (IOException e) {
      throw new UncheckedIOException("a SavedModel could not be written to memory", e);
    }
    return bytes;
  }
}

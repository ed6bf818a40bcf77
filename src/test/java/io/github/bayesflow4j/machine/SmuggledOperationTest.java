package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TString;

/**
 * Machines of a stranger, whole in every other way: digests match and the rest of the graph runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmuggledOperationTest {
  private final EstimationMachine machine = SmallMachines.dose();

  @AfterAll
  void close() {
    machine.close();
  }

  /** A folder with a changed graph whose digests match. */
  private Path folder(Path parent, Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path folder = parent.resolve("dose");
    machine.save(folder);
    MachineFolder content = MachineFolder.read(folder);
    SavedModel.Builder changed = content.model().toBuilder();
    change.accept(changed.getMetaGraphsBuilder(0));
    new MachineFolder(changed.build(), content.estimator(), content.card()).write(folder);
    return folder;
  }

  private static void assertRefused(Path folder, String sentence) {
    assertThatThrownBy(() -> EstimationMachine.load(folder))
        .isInstanceOf(MachineFormatException.class)
        .hasMessageStartingWith("machine " + folder + " is refused: ")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "RestoreV2",
        "SaveV2",
        "PyFunc",
        "EagerPyFunc",
        "LoadDataset",
        "DebugIdentity",
        "PrintV2",
        "Save",
        "VarHandleOp",
        "PartitionedCall",
        "If",
        "While",
        "MapDefun",
        "RpcCall",
        "SomethingNew"
      })
  void anOperationOutsideTheListIsRefusedByName(String operation, @TempDir Path parent)
      throws IOException {
    Path folder =
        folder(
            parent,
            graph ->
                graph
                    .getGraphDefBuilder()
                    .addNode(NodeDef.newBuilder().setName("flow/innocent").setOp(operation)));
    assertRefused(folder, "node 'flow/innocent' has operation " + operation + ",");
  }

  /** Nodes that write a file whenever draws are made. */
  private static GraphDef writing(Path file) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph).withSubScope("smuggled");
      tf.io.writeFile(tf.constant(file.toString()), tf.constant("written"));
      return graph.toGraphDef();
    }
  }

  @Test
  void theRefusalComesBeforeAnythingRuns(@TempDir Path parent) throws IOException {
    Path file = parent.resolve("written.txt");
    GraphDef smuggled = writing(file);
    // It does write when it runs.
    try (Graph graph = new Graph()) {
      graph.importGraphDef(smuggled);
      try (Session session = new Session(graph)) {
        session.runner().addTarget("smuggled/WriteFile").run().close();
      }
    }
    assertThat(file).hasContent("written");
    Files.delete(file);
    Path folder =
        folder(
            parent,
            graph -> {
              GraphDef.Builder nodes = graph.getGraphDefBuilder();
              for (NodeDef.Builder node : nodes.getNodeBuilderList()) {
                if (node.getName().equals(MachineGraph.SAMPLES)) {
                  node.addInput("^smuggled/WriteFile");
                }
              }
              nodes.addAllNode(smuggled.getNodeList());
            });
    assertRefused(folder, "node 'smuggled/WriteFile' has operation WriteFile,");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFunctionIsRefusedByName(@TempDir Path parent) throws IOException {
    FunctionDef function =
        FunctionDef.newBuilder()
            .setSignature(OpDef.newBuilder().setName("Relu"))
            .addNodeDef(NodeDef.newBuilder().setName("read").setOp("ReadFile"))
            .build();
    Path folder =
        folder(
            parent, graph -> graph.getGraphDefBuilder().getLibraryBuilder().addFunction(function));
    assertRefused(folder, "it defines function 'Relu'");
  }

  @Test
  void collectionsAndAssetsAreRefused(@TempDir Path parent) throws IOException {
    CollectionDef.Builder initializer = CollectionDef.newBuilder();
    initializer.getNodeListBuilder().addValue("flow/innocent");
    assertRefused(
        folder(parent, graph -> graph.putCollectionDef("legacy_init_op", initializer.build())),
        "collections or asset files");
    assertRefused(
        folder(
            parent.resolve("assets"),
            graph -> graph.addAssetFileDef(AssetFileDef.newBuilder().setFilename("x"))),
        "collections or asset files");
  }

  @Test
  void aNameInOtherCaseIsNoWayAround(@TempDir Path parent) throws IOException {
    assertRefused(
        folder(
            parent,
            graph ->
                graph.getGraphDefBuilder().addNode(NodeDef.newBuilder().setName("a").setOp("add"))),
        "node 'a' has operation add,");
  }

  @Test
  void aConstantOfTextIsHarmless(@TempDir Path parent) throws IOException {
    GraphDef text;
    try (Graph graph = new Graph();
        TString tensor = TString.scalarOf("a note")) {
      Ops tf = Ops.create(graph);
      tf.withName("note").constantOf(tensor);
      text = graph.toGraphDef();
    }
    Path folder =
        folder(parent, graph -> graph.getGraphDefBuilder().addAllNode(text.getNodeList()));
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      assertThat(loaded.name()).isEqualTo("dose");
    }
    assertThat(ByteString.copyFrom(Files.readAllBytes(folder.resolve("saved_model.pb"))))
        .isEqualTo(MachineFolder.read(folder).model().toByteString());
  }
}

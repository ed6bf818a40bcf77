package io.github.bayesflow4j.machine;

import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Checks a stranger's graph before it is run.
 *
 * <p>The operations that this library writes compute on tensors and do nothing else. Any other is
 * refused: TensorFlow has operations that read and write files, open connections and run code.
 */
final class GraphInspection {
  /** Every operation this library writes into a machine; a test builds each network and checks. */
  static final Set<String> ALLOWED =
      Set.of(
          "Abs",
          "Add",
          "AddN",
          "All",
          "Asinh",
          "Atan",
          "BatchMatMulV3",
          "Betainc",
          "BiasAdd",
          "BlockLSTMV2",
          "Cast",
          "ClipByValue",
          "ConcatV2",
          "Const",
          "Conv2D",
          "Cos",
          "Cumsum",
          "Div",
          "Elu",
          "Erfc",
          "Exp",
          "ExpandDims",
          "Expm1",
          "Fill",
          "GRUBlockCell",
          "GatherNd",
          "GreaterEqual",
          "Identity",
          "IsNan",
          "LessEqual",
          "Lgamma",
          "Log",
          "Log1p",
          "LogicalNot",
          "MatMul",
          "Max",
          "Maximum",
          "Mean",
          "Minimum",
          "Mul",
          "Ndtri",
          "Neg",
          "OneHot",
          "OnesLike",
          "Pack",
          "PadV2",
          "Placeholder",
          "Range",
          "Relu",
          "Reshape",
          "ReverseSequence",
          "Rsqrt",
          "SelectV2",
          "Shape",
          "Sigmoid",
          "Sin",
          "Size",
          "Slice",
          "Softmax",
          "Softplus",
          "Split",
          "SplitV",
          "Sqrt",
          "Square",
          "Squeeze",
          "StatelessRandomNormal",
          "StatelessRandomUniform",
          "StopGradient",
          "StridedSlice",
          "Sub",
          "Sum",
          "Tanh",
          "Tile",
          "TopKV2",
          "Transpose",
          "Unpack",
          "ZerosLike");

  private GraphInspection() {}

  /**
   * Checks every node.
   *
   * @param where the machine's folder, for the message
   * @throws MachineFormatException naming the first node that is not allowed
   */
  static void requireHarmless(MetaGraphDef metaGraph, String where) {
    GraphDef graph = metaGraph.getGraphDef();
    for (NodeDef node : graph.getNodeList()) {
      if (!ALLOWED.contains(node.getOp())) {
        throw new MachineFormatException(
            "machine "
                + where
                + " is refused: node '"
                + node.getName()
                + "' has operation "
                + node.getOp()
                + ", which no machine needs and which may reach beyond its tensors");
      }
    }
    if (graph.getLibrary().getFunctionCount() > 0) {
      throw new MachineFormatException(
          "machine "
              + where
              + " is refused: it defines function '"
              + graph.getLibrary().getFunction(0).getSignature().getName()
              + "', and no machine needs functions");
    }
    if (metaGraph.getCollectionDefCount() > 0 || metaGraph.getAssetFileDefCount() > 0) {
      throw new MachineFormatException(
          "machine "
              + where
              + " is refused: it has collections or asset files, and no machine needs them");
    }
  }
}

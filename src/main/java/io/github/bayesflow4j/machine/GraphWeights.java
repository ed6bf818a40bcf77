package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.nn.Weights;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Reads weights back from the constants of a machine's graph. */
final class GraphWeights {
  private static final String VALUE = "value";

  private GraphWeights() {}

  /** Every single-precision constant in a scope, by its name; the weights are among them. */
  static Weights of(GraphDef graph) {
    Map<String, Weights.Weight> weights = new LinkedHashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals("Const") && node.getName().contains("/")) {
        TensorProto tensor = node.getAttrOrThrow(VALUE).getTensor();
        if (tensor.getDtype() == DataType.DT_FLOAT) {
          weights.put(node.getName(), weight(tensor));
        }
      }
    }
    return new Weights(weights);
  }

  private static Weights.Weight weight(TensorProto tensor) {
    long[] shape =
        tensor.getTensorShape().getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .toArray();
    long size = 1;
    for (long side : shape) {
      size *= side;
    }
    float[] values = new float[Math.toIntExact(size)];
    if (!tensor.getTensorContent().isEmpty()) {
      FloatBuffer content =
          tensor
              .getTensorContent()
              .asReadOnlyByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      content.get(values);
    } else {
      // Values that repeat to the end are stored once; none at all are zeros.
      int stored = tensor.getFloatValCount();
      for (int i = 0; i < values.length && stored > 0; i++) {
        values[i] = tensor.getFloatVal(Math.min(i, stored - 1));
      }
    }
    return new Weights.Weight(shape, values);
  }
}

package io.github.bayesflow4j.estimator;

import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The first GPU that TensorFlow may use, if there is one. */
final class Gpu {
  private static final DeviceSpec FIRST =
      DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();

  private Gpu() {}

  /** Looks once in a process, at first use. */
  private static final class Found {
    private static final boolean ANY = takesAConstant();
  }

  static boolean present() {
    return Found.ANY;
  }

  /** The library has no list of devices: asked of one that is not there, TensorFlow refuses. */
  private static boolean takesAConstant() {
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionThreads.handedOn(1, 1))) {
      Operand<TFloat32> constant = Ops.create(graph).withDevice(FIRST).constant(0f);
      session.runner().fetch(constant).run().close();
      return true;
    } catch (TFInvalidArgumentException refused) {
      return false;
    }
  }
}

package io.github.bayesflow4j.estimator;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * How many threads TensorFlow uses.
 *
 * <p>One thread inside each operation makes results repeat to the bit: then no sum is split over
 * threads. The pool inside operations belongs to the process and takes the size that the first
 * session asks for.
 *
 * @param interOp operations run at once
 * @param intraOp threads inside one operation
 */
public record SessionThreads(int interOp, int intraOp) {

  public SessionThreads {
    if (interOp < 1 || intraOp < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 thread of each kind, found " + interOp + " and " + intraOp);
    }
  }

  /**
   * All cores over operations, one thread inside each: fast for small networks, and deterministic.
   */
  public static SessionThreads deterministic() {
    return new SessionThreads(Runtime.getRuntime().availableProcessors(), 1);
  }

  /** The session options. */
  public ConfigProto config() {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(interOp)
        .setIntraOpParallelismThreads(intraOp)
        // TensorFlow would take all memory of a GPU, from other sessions of this process as well.
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .build();
  }
}

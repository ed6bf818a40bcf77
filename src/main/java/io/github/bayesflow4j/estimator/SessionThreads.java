package io.github.bayesflow4j.estimator;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.RewriterConfig.Toggle;

/**
 * How TensorFlow runs a graph, above all on how many threads.
 *
 * <p>With one operation at once a run stays on the thread that asks for it, which saves what it
 * takes to hand operations from thread to thread: more than half of a step of small networks. All
 * cores work where runs are side by side, such as those of the parts of a batch or of slices of
 * draws. On a machine with a GPU operations are handed on all the same, as those of the processor
 * and of the GPU wait for each other.
 *
 * <p>One thread inside each operation makes results repeat to the bit: then no sum is split over
 * threads. The pool inside operations belongs to the process and takes the size that the first
 * session asks for.
 *
 * @param interOp operations run at once
 * @param intraOp threads inside one operation
 */
public record SessionThreads(int interOp, int intraOp) {
  private static final String ONE_THREAD = "SINGLE_THREADED_EXECUTOR";

  public SessionThreads {
    if (interOp < 1 || intraOp < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 thread of each kind, found " + interOp + " and " + intraOp);
    }
  }

  /** One thread for each run: fast, and deterministic. */
  public static SessionThreads deterministic() {
    return new SessionThreads(1, 1);
  }

  /**
   * The session options for the graph of a trained estimator. Without a GPU TensorFlow's optimizer
   * of graphs is off: it takes longer than thousands of draws and makes them no faster.
   */
  public ConfigProto trainedConfig() {
    ConfigProto config = config();
    if (Gpu.present()) {
      return config;
    }
    ConfigProto.Builder asWritten = config.toBuilder();
    asWritten.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return asWritten.build();
  }

  /** The session options for graphs that are trained. */
  public ConfigProto config() {
    ConfigProto handedOn = handedOn(interOp, intraOp);
    if (Gpu.present()) {
      return handedOn;
    }
    ConfigProto.Builder config = handedOn.toBuilder();
    // TensorFlow would make one operation of a product and the bias added to it, which takes up to
    // three times as long as the two on a processor.
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setRemapping(Toggle.OFF);
    if (interOp == 1) {
      config.getExperimentalBuilder().setExecutorType(ONE_THREAD);
    }
    return config.build();
  }

  /** The options of a session that hands operations from thread to thread. */
  static ConfigProto handedOn(int interOp, int intraOp) {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(interOp)
        .setIntraOpParallelismThreads(intraOp)
        // TensorFlow would take all memory of a GPU, from other sessions of this process as well.
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .build();
  }
}

package io.github.bayesflow4j.machine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.tensorflow.TensorFlow;

/**
 * The loading of TensorFlow's native library, beside other work of the process: it takes longer
 * than anything else before the first draw.
 */
final class TensorFlowLoading {
  private static final CompletableFuture<String> VERSION =
      CompletableFuture.supplyAsync(TensorFlow::version);

  private TensorFlowLoading() {}

  /** Starts it, unless it was started before. */
  static void start() {
    // The class is initialized by now.
  }

  /**
   * Waits until it has ended.
   *
   * @throws LinkageError if the library cannot be loaded
   */
  static void await() {
    try {
      VERSION.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LinkageError error) {
        throw error;
      }
      throw e;
    }
  }
}

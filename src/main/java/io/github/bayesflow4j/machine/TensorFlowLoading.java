package io.github.bayesflow4j.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;

/**
 * The loading of TensorFlow's native library, beside other work of the process: it takes longer
 * than anything else before the first draw.
 *
 * <p>That other work must not wait for it. The first call of each native method of Java asks the
 * linker of the system for it, and the linker answers nobody while it loads a library. So those by
 * which machines and data are read are called once when the loading starts: Java takes a while
 * before it hands the library to the linker.
 */
final class TensorFlowLoading {
  private static final CompletableFuture<String> LOADED =
      CompletableFuture.supplyAsync(TensorFlowLoading::load);
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private TensorFlowLoading() {}

  /** Starts it, unless it was started before. */
  static void start() {
    // By the time this is reached the class is initialized, which starts it.
    if (STARTED.compareAndSet(false, true)) {
      callNativeMethods();
    }
  }

  /**
   * Waits until it has ended.
   *
   * @throws LinkageError if the library cannot be loaded
   */
  static void await() {
    try {
      LOADED.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LinkageError error) {
        throw error;
      }
      throw e;
    }
  }

  private static String load() {
    String version = TensorFlow.version();
    // At the first of a process, TensorFlow registers its operations.
    try (Graph graph = new Graph()) {
      Ops.create(graph).noOp();
    }
    return version;
  }

  private static void callNativeMethods() {
    Path home = Path.of(System.getProperty("java.home"));
    try (Stream<Path> files = Files.list(home)) {
      for (Path file : files.filter(Files::exists).filter(Files::isRegularFile).limit(1).toList()) {
        Files.readAllBytes(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Whoever calls them next may have to wait.
    }
    // Protobuf logs, which is set up by native methods, and reads numbers.
    Logger.getLogger(TensorFlowLoading.class.getName());
    float unused = Float.intBitsToFloat(0);
  }
}

package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RewriterConfig.Toggle;

class SessionThreadsTest {
  private static String executor(SessionThreads threads) {
    return threads.config().getExperimental().getExecutorType();
  }

  /** With a GPU, operations are always handed on. */
  @Test
  void oneOperationAtOnceStaysOnOneThreadUnlessThereIsAGpu() {
    assertThat(executor(SessionThreads.deterministic()))
        .isEqualTo(Gpu.present() ? "" : "SINGLE_THREADED_EXECUTOR");
    assertThat(executor(new SessionThreads(2, 1))).isEmpty();
  }

  /** Products and biases stay apart on a processor. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "1, 2"})
  void nothingIsRemappedUnlessThereIsAGpu(int interOp, int intraOp) {
    ConfigProto config = new SessionThreads(interOp, intraOp).config();
    assertThat(config.getGraphOptions().getRewriteOptions().getRemapping())
        .isEqualTo(Gpu.present() ? Toggle.DEFAULT : Toggle.OFF);
  }

  /** The rest of the options is the same. */
  @Test
  void trainedGraphsRunAsWrittenUnlessThereIsAGpu() {
    SessionThreads threads = new SessionThreads(3, 2);
    ConfigProto.Builder config = threads.trainedConfig().toBuilder();
    RewriterConfig.Builder rewrites = config.getGraphOptionsBuilder().getRewriteOptionsBuilder();
    assertThat(rewrites.getDisableMetaOptimizer()).isEqualTo(!Gpu.present());
    rewrites.clearDisableMetaOptimizer();
    assertThat(config.build()).isEqualTo(threads.config());
  }

  @Test
  void theNumbersAreTensorFlows() {
    ConfigProto config = new SessionThreads(3, 2).config();
    assertThat(config.getInterOpParallelismThreads()).isEqualTo(3);
    assertThat(config.getIntraOpParallelismThreads()).isEqualTo(2);
    assertThat(config.getGpuOptions().getAllowGrowth()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0"})
  void noThreadIsRefused(int interOp, int intraOp) {
    assertThatThrownBy(() -> new SessionThreads(interOp, intraOp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected at least 1 thread of each kind, found " + interOp + " and " + intraOp);
  }
}

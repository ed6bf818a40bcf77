package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.LibraryVersion;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.IVersionProvider;

/** What {@code bayesflow --version} prints. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "BayesFlow4J " + LibraryVersion.current(),
      "TensorFlow " + TensorFlow.version(),
      "Java " + System.getProperty("java.version")
    };
  }
}

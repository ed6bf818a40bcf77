package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void tensorFlowIsLoadedEarlyForCommandsThatExist() {
    assertThat(BayesFlowCommand.commandLine().getSubcommands().keySet())
        .containsAll(Main.WITH_TENSORFLOW);
  }
}

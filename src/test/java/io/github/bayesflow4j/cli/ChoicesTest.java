package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoicesTest {
  private static final Choices PROCESSES =
      new Choices("process", List.of("gaussian", "linear-regression", "sir"));

  @ParameterizedTest
  @CsvSource({
    "gaussain, gaussian",
    "gau, ''",
    "gauss, gaussian",
    "linear_regresion, linear-regression",
    "si, sir",
    "sirs, sir",
    "xyz, ''"
  })
  void suggestsTheClosestNameIfItIsClose(String name, String suggestion) {
    String expected = suggestion.isEmpty() ? "" : " (did you mean " + suggestion + "?)";
    assertThat(PROCESSES.unknown(name))
        .isEqualTo(
            "there is no process '"
                + name
                + "'"
                + expected
                + "; there are: gaussian, linear-regression, sir");
  }

  @Test
  void saysThatThereIsNone() {
    assertThat(new Choices("machine", List.of()).unknown("m"))
        .isEqualTo("there is no machine 'm'; there is none yet");
  }
}

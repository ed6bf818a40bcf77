package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPartsTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "7, 2", "64, 1", "64, 2", "1000, 3", "2147483647, 4"})
  void thePartsMakeUpTheBatchAndDifferByOneAtMost(int batch, int parts) {
    List<BatchParts.Part> each = new BatchParts(batch, parts).each();
    assertThat(each).hasSize(parts);
    int next = 0;
    double shares = 0;
    for (BatchParts.Part part : each) {
      assertThat(part.first()).isEqualTo(next);
      assertThat(part.size()).isBetween(batch / parts, batch / parts + 1);
      next += part.size();
      shares += part.share();
    }
    assertThat(next).isEqualTo(batch);
    assertThat(shares).isEqualTo(1, within(1e-15));
  }

  @Test
  void aBatchOfOneDataSetOrLittleWorkStaysWhole() {
    assertThat(BatchParts.byWork(1, 1_000_000)).isEqualTo(BatchParts.whole(1));
    assertThat(BatchParts.byWork(64, 3)).isEqualTo(BatchParts.whole(64));
    assertThat(BatchParts.byWork(64, 4).parts()).isEqualTo(2);
    assertThat(BatchParts.byWork(256, 1).parts()).isEqualTo(2);
    assertThat(BatchParts.byWork(Integer.MAX_VALUE, Integer.MAX_VALUE).parts()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"4, 5", "4, 0", "0, 1"})
  void anImpossibleNumberIsRefused(int batch, int parts) {
    assertThatThrownBy(() -> new BatchParts(batch, parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parts of a batch, found " + parts);
  }
}

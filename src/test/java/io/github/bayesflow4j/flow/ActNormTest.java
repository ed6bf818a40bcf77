package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.FlowSpec.ActNormStart;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class ActNormTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    return IntStream.of(1, 2, 10)
        .mapToObj(
            d ->
                new BijectorSubject(
                    "act-norm",
                    d,
                    0,
                    scope -> new ActNorm(scope.in("act_norm"), d, ActNormStart.IDENTITY)));
  }
}

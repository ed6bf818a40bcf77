package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.spec.proto.AutoregressiveSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import org.junit.jupiter.api.Test;

class FlowsTest {

  @Test
  void onlyTheChoicesAreSet() {
    String layer =
        """
        layer {
          coupling {
            transform {
              affine {
              }
            }
          }
        }
        """;
    assertThat(SpecFiles.print(Flows.affineCoupling())).isEqualTo(layer);
    assertThat(SpecFiles.print(Flows.affineCoupling(4))).isEqualTo("blocks: 4\n" + layer);
  }

  @Test
  void affineCouplingIsTheDefaultFlow() {
    assertThat(ResolvedSpecs.resolve(Flows.affineCoupling()))
        .isEqualTo(ResolvedSpecs.resolve(FlowSpec.getDefaultInstance()));
  }

  @Test
  void autoregressiveFlowsDifferInDirectionAndTransform() {
    assertThat(SpecFiles.print(Flows.splineInverseAutoregressive()))
        .isEqualTo(
            """
            layer {
              autoregressive {
                direction: SAMPLING
                transform {
                  rational_quadratic {
                  }
                }
              }
            }
            """);
    FlowSpec resolved = ResolvedSpecs.resolve(Flows.maskedAutoregressive());
    assertThat(resolved.getLayer(0).getAutoregressive().getDirection())
        .isEqualTo(AutoregressiveSpec.Direction.DENSITY);
    assertThat(resolved.getLayer(0).getAutoregressive().getTransform().hasAffine()).isTrue();
    assertThat(resolved.getLayer(0).getAutoregressive().getSubnetwork().getHiddenList())
        .containsExactly(128, 128);
  }

  @Test
  void noBlocksIsRefusedAtOnce() {
    assertThatThrownBy(() -> Flows.affineCoupling(0))
        .isInstanceOf(SpecException.class)
        .hasMessage("flow.blocks must be at least 1, was 0");
  }
}

package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedSpecsTest {

  @Test
  void flowDefaultsAreThoseOfTheDesign() {
    assertThat(ResolvedSpecs.resolve(FlowSpec.getDefaultInstance()))
        .isEqualTo(
            parse(
                """
                blocks: 6  act_norm: true  act_norm_start: FROM_DATA  permutation_seed: 0
                soft_noise: 0
                mixing { random_permutation {} }  linear_shift: false  base { standard_normal {} }
                layer {
                  coupling {
                    form: GLOW
                    subnetwork {
                      hidden: [128, 128]  activation: RELU
                      residual: false  layer_norm: false  dropout: 0
                    }
                    transform { affine { clamp: 1.9 } }
                  }
                }
                """,
                FlowSpec.getDefaultInstance()));
  }

  @Test
  void trainingDefaultsAreThoseOfTheDesign() {
    assertThat(ResolvedSpecs.resolve(TrainingSpec.getDefaultInstance()))
        .isEqualTo(
            parse(
                """
                steps: 20000  batch_size: 64
                adam { beta1: 0.9  beta2: 0.999  epsilon: 1e-7  weight_decay: 0 }
                learning_rate { cosine { rate: 5e-4  final_rate: 1e-6  warm_up: 0.05 } }
                clip_norm: 1.5  l2: 0
                standardization_simulations: 4096
                validation_simulations: 1024  validation_interval: 500  patience: 0
                checkpoint_interval: 2000
                divergence_margin: 1000  divergence_factor: 0.5  max_divergences: 5
                seed: 1  size_law: OF_MODEL  batch_rows: SAME  input_noise: 0  average_steps: 0
                typicality_simulations: 4000  parts: 0
                """,
                TrainingSpec.getDefaultInstance()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          identity {} | identity {}
          mlp {}      | mlp { hidden: [128, 128] activation: SILU summary_dimension: 16 }
          deep_set {} | deep_set { equivariant_modules: 2 hidden: [64, 64] after_pooling: [64, 64] \
                                   activation: SILU pooling: MEAN summary_dimension: 16 }
          conv1d {}   | conv1d { layer { filters: 64  kernel: 5 stride: 3 padding: CENTERED } \
                                 layer { filters: 64  kernel: 5 stride: 3 padding: CENTERED } \
                                 layer { filters: 128 kernel: 3 stride: 1 padding: CENTERED } \
                                 layer { filters: 128 kernel: 3 stride: 1 padding: CENTERED } \
                                 pooling: MEAN after_pooling: 64 \
                                 activation: RELU summary_dimension: 16 }
          time_series {} | time_series { \
                     layer { filters: 32 kernel: [1, 2, 3] stride: 1 padding: CAUSAL } \
                     layer { filters: 32 kernel: [1, 2, 3] stride: 1 padding: CAUSAL } \
                     recurrent_layers { cell: LSTM units: 64 layers: 1 direction: BIDIRECTIONAL } \
                     hidden: 64 activation: RELU summary_dimension: 16 }
          conv2d {}   | conv2d { stem_filters: 16 stem_kernel: 3 \
                                 stage { filters: 16 blocks: 1 stride: 2 } \
                                 stage { filters: 32 blocks: 1 stride: 2 } \
                                 stage { filters: 64 blocks: 1 stride: 2 } \
                                 after_pooling: 64 activation: RELU summary_dimension: 16 }
          conv1d { layer { kernel: [1, 9] } } | conv1d { \
                                 layer { filters: 64 kernel: [1, 9] stride: 1 padding: CENTERED } \
                                 pooling: MEAN after_pooling: 64 \
                                 activation: RELU summary_dimension: 16 }
          """)
  void summaryNetworkDefaultsAreSet(String given, String resolved) {
    SummaryNetworkSpec prototype = SummaryNetworkSpec.getDefaultInstance();
    assertThat(ResolvedSpecs.resolve(parse(given, prototype)))
        .isEqualTo(parse(resolved, prototype));
  }

  @Test
  void keepsWhatWasChosen() {
    TrainingSpec chosen =
        parse(
            "learning_rate { exponential { rate: 0.01 } } seed: -3 steps: 7",
            TrainingSpec.getDefaultInstance());
    TrainingSpec resolved = ResolvedSpecs.resolve(chosen);
    assertThat(resolved.getLearningRate())
        .isEqualTo(
            parse(
                "exponential { rate: 0.01 decay: 0.95 interval: 1000 }", chosen.getLearningRate()));
    assertThat(resolved.getSeed()).isEqualTo(-3);
    assertThat(resolved.getSteps()).isEqualTo(7);
    assertThat(ResolvedSpecs.resolve(resolved)).isEqualTo(resolved);
  }

  @Test
  void oneWidthIsNotFilledUp() {
    FlowSpec one =
        parse("layer { coupling { subnetwork { hidden: 32 } } }", FlowSpec.getDefaultInstance());
    assertThat(ResolvedSpecs.resolve(one).getLayer(0).getCoupling().getSubnetwork().getHiddenList())
        .containsExactly(32);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          steps: 0                         | training.steps must be at least 1, was 0
          batch_size: -4                   | training.batch_size must be at least 1, was -4
          parts: 5 batch_size: 4           | training.parts must be at most training.batch_size = 4, was 5
          adam { beta1: 1 }                | training.adam.beta1 must be at least 0 and below 1, was 1.0
          adam { beta2: -0.1 }             | training.adam.beta2 must be at least 0 and below 1, was -0.1
          adam { epsilon: 0 }              | training.adam.epsilon must be above 0, was 0.0
          adam { weight_decay: -0.1 }      | training.adam.weight_decay must be at least 0, was -0.1
          input_noise: -0.1                | training.input_noise must be at least 0, was -0.1
          average_steps: -1                | training.average_steps must be at least 0, was -1
          clip_norm: 0                     | training.clip_norm must be above 0, was 0.0
          clip_norm: nan                   | training.clip_norm must be above 0, was NaN
          clip_norm: inf                   | training.clip_norm must be above 0, was Infinity
          l2: -1e-5                        | training.l2 must be at least 0, was -1.0E-5
          standardization_simulations: 1   | training.standardization_simulations must be at least 2, was 1
          validation_simulations: 0        | training.validation_simulations must be at least 1, was 0
          validation_interval: 0           | training.validation_interval must be at least 1, was 0
          patience: -1                     | training.patience must be at least 0, was -1
          checkpoint_interval: -1          | training.checkpoint_interval must be at least 0, was -1
          divergence_margin: 0             | training.divergence_margin must be above 0, was 0.0
          divergence_factor: 1.5           | training.divergence_factor must be above 0 and at most 1, was 1.5
          max_divergences: -1              | training.max_divergences must be at least 0, was -1
          learning_rate { constant { rate: 0 } }            | training.learning_rate.constant.rate must be above 0, was 0.0
          learning_rate { exponential { rate: -1 } }        | training.learning_rate.exponential.rate must be above 0, was -1.0
          learning_rate { exponential { decay: 0 } }        | training.learning_rate.exponential.decay must be above 0 and at most 1, was 0.0
          learning_rate { exponential { decay: 1.1 } }      | training.learning_rate.exponential.decay must be above 0 and at most 1, was 1.1
          learning_rate { exponential { interval: 0 } }     | training.learning_rate.exponential.interval must be at least 1, was 0
          learning_rate { cosine { rate: 0 } }              | training.learning_rate.cosine.rate must be above 0, was 0.0
          learning_rate { cosine { final_rate: -1e-9 } }    | training.learning_rate.cosine.final_rate must be at least 0, was -1.0E-9
          learning_rate { cosine { warm_up: 1 } }           | training.learning_rate.cosine.warm_up must be at least 0 and below 1, was 1.0
          """)
  void trainingOutOfBoundsIsRefused(String text, String message) {
    TrainingSpec spec = parse(text, TrainingSpec.getDefaultInstance());
    assertThatThrownBy(() -> ResolvedSpecs.resolve(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blocks: 0                              | flow.blocks must be at least 1, was 0
          layer { coupling { subnetwork { hidden: [128, 0] } } } | flow.layer[0].coupling.subnetwork.hidden[1] must be at least 1, was 0
          soft_noise: -1                         | flow.soft_noise must be at least 0, was -1.0
          layer { coupling { subnetwork { dropout: 1 } } } | flow.layer[0].coupling.subnetwork.dropout must be at least 0 and below 1, was 1.0
          layer { coupling { transform { affine { clamp: 0 } } } } | flow.layer[0].coupling.transform.affine.clamp must be above 0, was 0.0
          """)
  void flowOutOfBoundsIsRefused(String text, String message) {
    FlowSpec spec = parse(text, FlowSpec.getDefaultInstance());
    assertThatThrownBy(() -> ResolvedSpecs.resolve(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mlp { hidden: -1 }                   | summary_network.mlp.hidden[0] must be at least 1, was -1
          mlp { summary_dimension: 0 }         | summary_network.mlp.summary_dimension must be at least 1, was 0
          deep_set { equivariant_modules: -1 } | summary_network.deep_set.equivariant_modules must be at least 0, was -1
          deep_set { hidden: 0 }               | summary_network.deep_set.hidden[0] must be at least 1, was 0
          deep_set { after_pooling: 0 }        | summary_network.deep_set.after_pooling[0] must be at least 1, was 0
          deep_set { summary_dimension: 0 }    | summary_network.deep_set.summary_dimension must be at least 1, was 0
          conv1d { layer { stride: 0 } }       | summary_network.conv1d.layer[0].stride must be at least 1, was 0
          conv1d { layer {} layer { kernel: [1, 0] } } | summary_network.conv1d.layer[1].kernel[1] must be at least 1, was 0
          conv2d { stage { blocks: 0 } }       | summary_network.conv2d.stage[0].blocks must be at least 1, was 0
          ''                                   | summary_network needs one of [identity, mlp, deep_set, set_transformer, recurrent, conv1d, time_series, time_series_transformer, conv2d, fusion, quantiles], none was given
          """)
  void summaryNetworkOutOfBoundsIsRefused(String text, String message) {
    SummaryNetworkSpec spec = parse(text, SummaryNetworkSpec.getDefaultInstance());
    assertThatThrownBy(() -> ResolvedSpecs.resolve(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steps: 1 batch_size: 1 clip_norm: 1e-9 adam { beta1: 0 beta2: 0 }",
        "divergence_factor: 1 standardization_simulations: 2 validation_simulations: 1",
        "learning_rate { exponential { decay: 1 interval: 1 } }",
        "learning_rate { cosine { final_rate: 0 warm_up: 0 } }"
      })
  void inclusiveBoundsAreAllowed(String text) {
    TrainingSpec spec = parse(text, TrainingSpec.getDefaultInstance());
    assertThat(ResolvedSpecs.resolve(spec).toBuilder().mergeFrom(spec).build())
        .isEqualTo(ResolvedSpecs.resolve(spec));
  }

  @Test
  void fieldsOfALaterVersionAreRefused() throws InvalidProtocolBufferException {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    FlowSpec.Builder flow = FlowSpec.newBuilder();
    flow.addLayerBuilder().getCouplingBuilder().setUnknownFields(later);
    FlowSpec read = FlowSpec.parseFrom(flow.build().toByteArray());
    assertThatThrownBy(() -> ResolvedSpecs.resolve(read))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "flow.layer[0].coupling has fields or values this version does not know, numbered [99]");
  }

  private static <M extends Message> M parse(String text, M prototype) {
    return SpecFiles.parse("test", text, prototype);
  }
}

package io.github.bayesflow4j.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFilesTest {
  private static final ExperimentSpec PROTOTYPE = ExperimentSpec.getDefaultInstance();

  @TempDir Path folder;

  @Test
  void readsOnlyWhatIsWritten() throws IOException {
    Path file = folder.resolve("experiment.txtpb");
    Files.writeString(
        file,
        """
        # Größe
        process: "influenza"
        summary_network { mlp { hidden: [32, 16] } }
        """);
    ExperimentSpec.Builder expected = ExperimentSpec.newBuilder().setProcess("influenza");
    expected.getSummaryNetworkBuilder().getMlpBuilder().addHidden(32).addHidden(16);
    assertThat(SpecFiles.read(file, PROTOTYPE)).isEqualTo(expected.build());
  }

  @Test
  void resolvedSpecsSurviveTextAndBytes() throws IOException {
    ExperimentSpec spec =
        ExperimentSpec.newBuilder()
            .setProcess("größe \"1\"\n\\")
            .setSummaryNetwork(ResolvedSpecs.resolve(SummaryNetworks.deepSet(12)))
            .setFlow(ResolvedSpecs.resolve(FlowSpec.getDefaultInstance()))
            .setTraining(
                ResolvedSpecs.resolve(
                    TrainingSpec.newBuilder().setClipNorm(0.1 + 0.2).setL2(4.9e-324).build()))
            .build();
    Path file = folder.resolve("resolved.txtpb");
    Files.writeString(file, SpecFiles.print(spec));
    assertThat(SpecFiles.read(file, PROTOTYPE)).isEqualTo(spec);
    assertThat(Files.readString(file)).contains("größe");
    assertThat(ExperimentSpec.parseFrom(spec.toByteArray())).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          flow { block: 3 }                        | 2:8: unknown field 'block' in message FlowSpec; allowed: blocks, act_norm, permutation_seed, layer, act_norm_start, mixing, base, soft_noise, linear_shift
          summary_network { deep_set { foo: 1 } }  | 2:30: unknown field 'foo' in message DeepSetSpec; allowed: equivariant_modules, hidden, after_pooling, activation, pooling, summary_dimension
          summary_network { lstm { } }             | 2:19: unknown field 'lstm' in message SummaryNetworkSpec; allowed: identity, mlp, deep_set, set_transformer, recurrent, conv1d, time_series, time_series_transformer, conv2d, fusion, quantiles
          summary_network { identity { x: 1 } }    | 2:30: unknown field 'x' in message IdentitySpec; allowed: none
          [a.b] { }                                | 2:4: unknown field '[a.b]' in message ExperimentSpec; allowed: process, summary_network, flow, training
          flow { layer { coupling { form: glow } } } | 2:33: unknown value 'glow' of Form; allowed: GLOW, REAL_NVP
          flow { layer { coupling { form: -9 } } } | 2:33: unknown value '-9' of Form; allowed: GLOW, REAL_NVP
          summary_network { mlp { activation: GELU } } | 2:37: unknown value 'GELU' of Activation; allowed: RELU, ELU, SILU, TANH
          flow { blocks: six }                     | 2:16: expected a whole number, found 'six'
          flow { blocks: 6.5 }                     | 2:16: expected a whole number, found '6.5'
          flow { blocks: 99999999999 }             | 2:16: expected a 32-bit signed integer, found '99999999999'
          flow { layer { coupling { transform { affine { clamp: big } } } } } | 2:55: expected a number, found 'big'
          flow { act_norm: maybe }                 | 2:18: Expected "true" or "false". Found "maybe".
          flow {                                   | 2:7: Expected "}".
          process: x                               | 2:10: Expected string.
          process: "a" process: "b"                | 2:21: field 'process' is given twice
          summary_network { mlp {} identity {} }   | 2:26: only one of 'mlp' and 'identity' can be given
          """)
  void errorsSayWhereAndWhatIsAllowed(String line, String message) throws IOException {
    Path file = folder.resolve("wrong.txtpb");
    Files.writeString(file, "# An experiment.\n" + line);
    assertThatThrownBy(() -> SpecFiles.read(file, PROTOTYPE))
        .isInstanceOf(SpecException.class)
        .hasMessage(file + ":" + message);
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    Path file = folder.resolve("deep.txtpb");
    Files.writeString(file, "a { ".repeat(100_000));
    assertThatThrownBy(() -> SpecFiles.read(file, PROTOTYPE)).isInstanceOf(SpecException.class);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing.txtpb");
    assertThatThrownBy(() -> SpecFiles.read(file, PROTOTYPE))
        .isInstanceOf(SpecException.class)
        .hasMessage("there is no file " + file);
  }

  @Test
  void aDirectoryIsNamed() {
    assertThatThrownBy(() -> SpecFiles.read(folder, PROTOTYPE))
        .isInstanceOf(SpecException.class)
        .hasMessage("expected a file, found a directory: " + folder);
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path file = folder.resolve("bytes.txtpb");
    Files.write(file, new byte[] {'p', (byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> SpecFiles.read(file, PROTOTYPE))
        .isInstanceOf(SpecException.class)
        .hasMessage("expected UTF-8 text, found other bytes: " + file);
  }

  @Test
  void anEmptyFileIsAnEmptySpec() throws IOException {
    Path file = folder.resolve("empty.txtpb");
    Files.write(file, "".getBytes(UTF_8));
    assertThat(SpecFiles.read(file, PROTOTYPE)).isEqualTo(PROTOTYPE);
  }
}

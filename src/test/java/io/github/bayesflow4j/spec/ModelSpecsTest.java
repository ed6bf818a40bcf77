package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecsTest {
  private static final String TEXT =
      """
      name: "tides"
      description: "Höhe \\"über\\" Null"
      parameter { name: "mu" real {} unit: "m" }
      parameter { name: "sigma" lower_bounded { lower: 0.1 } }
      parameter { name: "rho" bounded { lower: -1 upper: 0.30000000000000004 } unit: "" }
      parameter { name: "a" name: "b" name: "c" simplex {} }
      observable { name: "height" feature: "h" feature: "t" rows { order: SEQUENTIAL presence: EVERY_ROW } scale: IDENTITY }
      observable { name: "storms" feature: "count" rows { order: EXCHANGEABLE presence: EVERY_ROW } scale: LOG1P }
      observable { name: "gauge" feature: "g" rows { order: SEQUENTIAL size { min: 3 max: 9 } presence: SOME_ROWS } scale: IDENTITY }
      observable { name: "moon" feature: "phase" vector {} scale: IDENTITY }
      observable { name: "map" feature: "depth" grid { height: 3 width: 4 } scale: IDENTITY }
      size { min: 5 max: 20 }
      context: "latitude"
      context: "longitude"
      """;

  private static final ModelSpec SPEC =
      SpecFiles.parse("tides", TEXT, ModelSpec.getDefaultInstance());

  @Test
  void everyPartIsWrittenAndReadBackExactly() throws InvalidProtocolBufferException {
    GenerativeModel model = tides(DataSize.uniform(5, 20));
    ModelSpec spec = ModelSpecs.of(model);
    assertThat(spec).isEqualTo(SPEC);

    assertThat(SpecFiles.parse("printed", SpecFiles.print(spec), ModelSpec.getDefaultInstance()))
        .isEqualTo(spec);
    ModelSpec read = ModelSpec.parseFrom(spec.toByteArray());
    assertThat(ModelSpecs.space(read)).isEqualTo(model.space());
    assertThat(ModelSpecs.observables(read)).isEqualTo(model.observables());
    assertThat(ModelSpecs.size(read)).isEqualTo(model.size());
    assertThat(read.getContextList()).isEqualTo(model.contextNames());
  }

  @Test
  void aFixedSizeStaysFixed() {
    assertThat(ModelSpecs.size(ModelSpecs.of(tides(DataSize.fixed(14)))))
        .isEqualTo(DataSize.fixed(14));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                               | a parameter space needs at least one parameter, had none
          parameter { real {} }                            | parameter [] has 0 names for a support of dimension 1
          parameter { name: "a" name: "b" real {} }        | parameter [a, b] has 2 names for a support of dimension 1
          parameter { name: "a" }                          | parameter a: its support is missing
          parameter { name: "a" simplex {} }               | parameter a: a simplex needs at least 2 fractions, had 1
          parameter { name: "a" lower_bounded { lower: nan } } | parameter a: lower bound must be finite, was NaN
          parameter { name: "a" bounded { lower: 2 } }     | parameter a: bounds must be finite and in order, were 2.0 and 1.0
          parameter { name: " " real {} }                  | a parameter name must be non-blank and free of commas and line breaks, was ' '
          parameter { name: "a" real {} } parameter { name: "a" real {} } | parameter name 'a' is used twice
          """)
  void malformedParametersAreRefused(String text, String message) {
    ModelSpec spec = model(text);
    assertThatThrownBy(() -> ModelSpecs.space(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage("model 'm': " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          observable { feature: "y" }                         | observable data: its layout is missing
          observable { vector {} }                            | observable data needs at least one feature and no name twice, had []
          observable { feature: "y" feature: "y" vector {} }  | observable data needs at least one feature and no name twice, had [y, y]
          observable { name: "../x" feature: "y" vector {} }  | an observable's name must be a letter followed by letters, digits or _, was '../x'
          observable { feature: "y" rows { size { min: 3 max: 2 } } } | observable data: sizes must satisfy 1 <= min < max, were 3 and 2
          observable { feature: "y" grid { height: 3 } }      | observable data: a grid needs at least one cell, had 3 x 0
          observable { feature: "y" vector {} } observable { feature: "z" rows {} } | observable 'data' is declared twice
          """)
  void malformedObservablesAreRefused(String text, String message) {
    ModelSpec spec = model(text);
    assertThatThrownBy(() -> ModelSpecs.observables(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage("model 'm': " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          min: 0 max: 0 | a data set needs at least one row, had 0
          min: 0 max: 5 | sizes must satisfy 1 <= min < max, were 0 and 5
          min: 9 max: 5 | sizes must satisfy 1 <= min < max, were 9 and 5
          """)
  void malformedSizesAreRefused(String text, String message) {
    ModelSpec spec = model("size { " + text + " }");
    assertThatThrownBy(() -> ModelSpecs.size(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage("model 'm': " + message);
  }

  @Test
  void aScaleOfALaterVersionIsRefused() throws InvalidProtocolBufferException {
    // Field 6 (scale) of the observable as the varint 9, which names no scale.
    byte[] observable = {4 << 3 | 2, 2, 6 << 3, 9};
    ModelSpec spec = ModelSpec.parseFrom(observable);
    assertThatThrownBy(() -> ModelSpecs.observables(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "model.observable[0] has fields or values this version does not know, numbered [6]");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedBytesAreReadOrRefusedByName(long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = SPEC.toByteArray();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Optional<ModelSpec> spec = parsed(bytes);
      if (spec.isPresent() && isRefused(spec.get())) {
        refused++;
      }
    }
    // Some 12 % of the changes are refused (others give another valid form, or do not parse): 600
    // of
    // 5000 with a binomial deviation of 23, so that both bounds are over eight deviations away.
    assertThat(refused).isBetween(400, 800);
  }

  /** Whether a conversion throws SpecException; any other exception passes through and fails. */
  private static boolean isRefused(ModelSpec spec) {
    try {
      ModelSpecs.space(spec);
      ModelSpecs.observables(spec);
      ModelSpecs.size(spec);
      return false;
    } catch (SpecException e) {
      return true;
    }
  }

  private static Optional<ModelSpec> parsed(byte[] bytes) {
    try {
      return Optional.of(ModelSpec.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static ModelSpec model(String text) {
    return SpecFiles.parse("m", "name: \"m\" " + text, ModelSpec.getDefaultInstance());
  }

  private static GenerativeModel tides(DataSize size) {
    ParameterSpace space =
        ParameterSpace.of(
            Parameter.scalar("mu", Support.real()).in("m"),
            Parameter.scalar("sigma", new Support.LowerBounded(0.1)),
            Parameter.scalar("rho", Support.bounded(-1, 0.1 + 0.2)).in(""),
            new Parameter(List.of("a", "b", "c"), Support.simplex(3), Optional.empty()));
    return GenerativeModel.builder("tides")
        .description("Höhe \"über\" Null")
        .prior(prior(space))
        .observable(Observable.series("height", "h", "t"))
        .observable(Observable.exchangeable("storms", "count").on(Observable.Scale.LOG1P))
        .observable(
            Observable.series("gauge", "g").ofSize(DataSize.uniform(3, 9)).withMissingRows())
        .observable(Observable.vector("moon", "phase"))
        .observable(
            new Observable(
                "map",
                List.of("depth"),
                new Observable.Layout.Grid(3, 4),
                Observable.Scale.IDENTITY))
        .size(size)
        .context(List.of("latitude", "longitude"), random -> new double[2])
        .jointSimulator((theta, context, n, random) -> new double[0][])
        .build();
  }

  /** A prior of which only the space is asked. */
  private static Prior prior(ParameterSpace space) {
    return new Prior() {
      @Override
      public ParameterSpace space() {
        return space;
      }

      @Override
      public double[] sample(UniformRandomProvider random) {
        throw new UnsupportedOperationException();
      }

      @Override
      public double logDensity(double[] theta) {
        throw new UnsupportedOperationException();
      }
    };
  }
}

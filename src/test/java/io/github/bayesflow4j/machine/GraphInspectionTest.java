package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.github.bayesflow4j.estimator.PosteriorGraph;
import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.BaseSpec;
import io.github.bayesflow4j.spec.proto.Conv1dSpec;
import io.github.bayesflow4j.spec.proto.Conv2dSpec;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import io.github.bayesflow4j.spec.proto.CouplingSpec.Form;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LayerNormalization;
import io.github.bayesflow4j.spec.proto.MixingSpec;
import io.github.bayesflow4j.spec.proto.MlpSpec;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import io.github.bayesflow4j.spec.proto.SetTransformerSpec;
import io.github.bayesflow4j.spec.proto.StandardizationSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesTransformerSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import io.github.bayesflow4j.spec.proto.UniformSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** Every machine this library can write passes its own inspection. */
class GraphInspectionTest {

  private static final Observable ROWS = Observable.exchangeable("data", "x");
  private static final Observable SERIES = Observable.series("data", "x");
  private static final Observable VECTOR = Observable.vector("data", "x", "y");
  private static final Observable GRID =
      new Observable("data", List.of("x"), new Layout.Grid(2, 2), Scale.IDENTITY);

  /** Parameters of every kind of support. */
  private static final Prior EVERY_SUPPORT =
      Prior.builder()
          .add("real", NormalDistribution.of(0, 1))
          .add("positive", Marginal.inverseGamma(3, 1))
          .add("bounded", UniformContinuousDistribution.of(-1, 2))
          .add(
              new Parameter(List.of("a", "b", "c"), Support.simplex(3), Optional.empty()),
              Marginal.dirichlet(1, 1, 1))
          .build();

  private static final Prior ONE_PARAMETER =
      Prior.builder().add("real", NormalDistribution.of(0, 1)).build();

  /** What an estimator is made of. */
  record Parts(Prior prior, Observable data, SummaryNetworkSpec network, FlowSpec flow) {
    @Override
    public String toString() {
      return prior.space().names()
          + " "
          + data.layout()
          + " "
          + network.getNetworkCase()
          + " "
          + network.getDeepSet().getPooling()
          + " "
          + network.getRecurrent().getRecurrentLayers().getCell()
          + " "
          + flow.toString().replaceAll("\\s+", " ");
    }
  }

  static List<Parts> everyKind() {
    SummaryNetworkSpec identity = SummaryNetworks.identity();
    List<Parts> all = new ArrayList<>();
    for (Form form : Form.values()) {
      all.add(new Parts(EVERY_SUPPORT, VECTOR, identity, coupling(form, Activation.RELU)));
      all.add(new Parts(ONE_PARAMETER, GRID, identity, coupling(form, Activation.RELU)));
      all.add(new Parts(EVERY_SUPPORT, VECTOR, mlp(), coupling(form, Activation.RELU)));
    }
    for (DeepSetSpec.Pooling pooling : DeepSetSpec.Pooling.values()) {
      all.add(
          new Parts(ONE_PARAMETER, ROWS, deepSet(pooling), coupling(Form.GLOW, Activation.RELU)));
    }
    for (Conv1dSpec.Pooling pooling : Conv1dSpec.Pooling.values()) {
      all.add(
          new Parts(ONE_PARAMETER, SERIES, conv1d(pooling), coupling(Form.GLOW, Activation.RELU)));
    }
    all.add(new Parts(ONE_PARAMETER, SERIES, timeSeries(), coupling(Form.GLOW, Activation.RELU)));
    all.add(new Parts(ONE_PARAMETER, GRID, conv2d(), coupling(Form.GLOW, Activation.RELU)));
    for (RecurrentLayersSpec.Cell cell : RecurrentLayersSpec.Cell.values()) {
      all.add(
          new Parts(ONE_PARAMETER, SERIES, recurrent(cell), coupling(Form.GLOW, Activation.RELU)));
    }
    for (SummaryNetworkSpec network : transformers()) {
      all.add(new Parts(ONE_PARAMETER, SERIES, network, coupling(Form.GLOW, Activation.RELU)));
    }
    for (FlowSpec flow : flows()) {
      all.add(new Parts(EVERY_SUPPORT, VECTOR, identity, flow));
    }
    for (Activation activation : Activation.values()) {
      all.add(new Parts(ONE_PARAMETER, VECTOR, identity, coupling(Form.GLOW, activation)));
    }
    all.add(new Parts(EVERY_SUPPORT, VECTOR, identity, everyOption()));
    for (FlowSpec flow :
        List.of(
            Flows.splineCoupling(),
            Flows.maskedAutoregressive(),
            Flows.splineMaskedAutoregressive(),
            Flows.inverseAutoregressive(),
            Flows.splineInverseAutoregressive())) {
      FlowSpec small = flow.toBuilder().setBlocks(1).build();
      all.add(new Parts(ONE_PARAMETER, VECTOR, identity, small));
      all.add(new Parts(EVERY_SUPPORT, VECTOR, identity, small));
    }
    return all;
  }

  /** Every transform, mixing and base distribution. */
  private static List<FlowSpec> flows() {
    FlowSpec.Builder plain = coupling(Form.GLOW, Activation.RELU).toBuilder();
    List<FlowSpec> all = new ArrayList<>();
    for (TransformSpec transform : everyChoice(TransformSpec.getDefaultInstance())) {
      FlowSpec.Builder flow = plain.clone();
      flow.getLayerBuilder(0).getCouplingBuilder().setTransform(transform);
      all.add(flow.build());
      if (transform.hasPiecewiseLinear() || transform.hasPiecewiseQuadratic()) {
        BaseSpec uniform = BaseSpec.newBuilder().setUniform(UniformSpec.newBuilder()).build();
        all.add(flow.setActNorm(false).setBase(uniform).build());
      }
    }
    for (MixingSpec mixing : everyChoice(MixingSpec.getDefaultInstance())) {
      all.add(plain.clone().setMixing(mixing).build());
    }
    for (BaseSpec base : everyChoice(BaseSpec.getDefaultInstance())) {
      if (!base.hasUniform()) {
        all.add(plain.clone().setBase(base).build());
      }
    }
    return all;
  }

  /** A message for each member of the one oneof of a kind of message. */
  @SuppressWarnings("unchecked") // a message builds its own kind of message
  private static <T extends Message> List<T> everyChoice(T kind) {
    return kind.getDescriptorForType().getRealOneofs().get(0).getFields().stream()
        .map(
            member -> {
              Message.Builder builder = kind.newBuilderForType();
              return (T)
                  builder.setField(member, builder.newBuilderForField(member).build()).build();
            })
        .toList();
  }

  private static SummaryNetworkSpec mlp() {
    return SummaryNetworkSpec.newBuilder().setMlp(MlpSpec.newBuilder().addHidden(3)).build();
  }

  private static SummaryNetworkSpec deepSet(DeepSetSpec.Pooling pooling) {
    return SummaryNetworkSpec.newBuilder()
        .setDeepSet(DeepSetSpec.newBuilder().setPooling(pooling).addHidden(3).addAfterPooling(3))
        .build();
  }

  private static SummaryNetworkSpec conv1d(Conv1dSpec.Pooling pooling) {
    return SummaryNetworkSpec.newBuilder()
        .setConv1D(
            Conv1dSpec.newBuilder()
                .setPooling(pooling)
                .addLayer(ConvolutionSpec.newBuilder().setFilters(3).addKernel(2).setStride(2))
                .addLayer(ConvolutionSpec.newBuilder().setFilters(3).addKernel(1).addKernel(3)))
        .build();
  }

  private static SummaryNetworkSpec conv2d() {
    return SummaryNetworkSpec.newBuilder()
        .setConv2D(Conv2dSpec.newBuilder().setStemFilters(3))
        .build();
  }

  private static SummaryNetworkSpec timeSeries() {
    return SummaryNetworkSpec.newBuilder()
        .setTimeSeries(
            TimeSeriesSpec.newBuilder()
                .addLayer(
                    ConvolutionSpec.newBuilder()
                        .setFilters(3)
                        .addKernel(1)
                        .addKernel(2)
                        .setStride(2)
                        .setPadding(ConvolutionSpec.Padding.CAUSAL))
                .setRecurrentLayers(RecurrentLayersSpec.newBuilder().setUnits(2))
                .addHidden(3))
        .build();
  }

  private static SummaryNetworkSpec recurrent(RecurrentLayersSpec.Cell cell) {
    return SummaryNetworkSpec.newBuilder()
        .setRecurrent(
            RecurrentSpec.newBuilder()
                .setRecurrentLayers(
                    RecurrentLayersSpec.newBuilder().setCell(cell).setUnits(2).setLayers(2))
                .addHidden(3))
        .build();
  }

  private static List<SummaryNetworkSpec> transformers() {
    List<SummaryNetworkSpec> all = new ArrayList<>();
    for (LayerNormalization place : LayerNormalization.values()) {
      AttentionBlockSpec.Builder block =
          AttentionBlockSpec.newBuilder().setDimension(4).setHeads(2).setLayerNormalization(place);
      for (int points : new int[] {0, 2}) {
        all.add(
            SummaryNetworkSpec.newBuilder()
                .setSetTransformer(
                    SetTransformerSpec.newBuilder()
                        .setBlock(block)
                        .setInducingPoints(points)
                        .setSeeds(2))
                .build());
      }
      for (TimeSeriesTransformerSpec.Pooling pooling : TimeSeriesTransformerSpec.Pooling.values()) {
        all.add(
            SummaryNetworkSpec.newBuilder()
                .setTimeSeriesTransformer(
                    TimeSeriesTransformerSpec.newBuilder().setBlock(block).setPooling(pooling))
                .build());
      }
    }
    return all;
  }

  private static FlowSpec coupling(Form form, Activation activation) {
    FlowSpec.Builder flow = TestFlows.affine(1, activation, 3).toBuilder();
    flow.getLayerBuilder(0).getCouplingBuilder().setForm(form);
    return flow.build();
  }

  private static FlowSpec everyOption() {
    FlowSpec.Builder flow = coupling(Form.GLOW, Activation.RELU).toBuilder().setSoftNoise(0.1);
    flow.getLayerBuilder(0)
        .getCouplingBuilder()
        .getSubnetworkBuilder()
        .setResidual(true)
        .setLayerNorm(true)
        .setDropout(0.5);
    return flow.build();
  }

  private static EstimatorSpec estimator(Parts parts, Scale scale) {
    GenerativeModel model =
        GenerativeModel.builder("test")
            .prior(parts.prior)
            .observable(parts.data.on(scale))
            .size(parts.data.hasRows() ? DataSize.uniform(1, 9) : DataSize.fixed(1))
            .context(List.of("dose"), random -> new double[1])
            .jointSimulator((theta, known, n, random) -> new double[0][])
            .build();
    return EstimatorSpec.newBuilder()
        .setModel(ModelSpecs.of(model))
        .setSummaryNetwork(ResolvedSpecs.resolve(parts.network))
        .setFlow(ResolvedSpecs.resolve(parts.flow))
        .setStandardization(
            StandardizationSpec.newBuilder()
                .setParameters(moments(model.space().freeDimension()))
                .addObservable(moments(parts.data.features().size()))
                .setContext(moments(1))
                .setLogSize(moments(1)))
        .build();
  }

  private static MomentsSpec moments(int columns) {
    MomentsSpec.Builder moments = MomentsSpec.newBuilder();
    for (int i = 0; i < columns; i++) {
      moments.addMean(0.5f).addDeviation(2);
    }
    return moments.build();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyMachineThisLibraryWritesIsHarmless(Parts parts) {
    requireHarmless(estimator(parts, Scale.LOG1P));
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void everyScaleIsHarmless(Scale scale) {
    requireHarmless(estimator(everyKind().get(0), scale));
  }

  static List<EstimatorSpec> densities() {
    List<EstimatorSpec> all = new ArrayList<>();
    for (FlowSpec flow : List.of(Flows.splineCoupling(), Flows.splineMaskedAutoregressive())) {
      for (List<String> given : List.of(List.<String>of(), List.of("given"))) {
        all.add(
            EstimatorSpec.newBuilder()
                .setModel(ModelSpecs.density("test", EVERY_SUPPORT.space(), given))
                .setFlow(ResolvedSpecs.resolve(flow.toBuilder().setBlocks(1).build()))
                .setStandardization(
                    StandardizationSpec.newBuilder()
                        .setParameters(moments(EVERY_SUPPORT.space().freeDimension()))
                        .setContext(moments(given.size())))
                .build());
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("densities")
  void densitiesWithoutDataAreHarmless(EstimatorSpec spec) {
    requireHarmless(spec);
  }

  private static void requireHarmless(EstimatorSpec spec) {
    MetaGraphDef metaGraph = MachineGraph.export(spec, weights(spec)).getMetaGraphs(0);
    Set<String> operations = new TreeSet<>();
    for (NodeDef node : metaGraph.getGraphDef().getNodeList()) {
      operations.add(node.getOp());
    }
    assertThat(GraphInspection.ALLOWED).containsAll(operations);
    GraphInspection.requireHarmless(metaGraph, "test");
  }

  private static Weights weights(EstimatorSpec spec) {
    try (TestNetwork network = TestNetwork.trainable()) {
      PosteriorGraph posterior = new PosteriorGraph(network.tf(), spec, network.scope());
      assertThat(posterior.inputs()).hasSizeLessThan(3);
      return network.randomWeights(1, 1);
    }
  }
}

package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.BoundedSupport;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.GridLayout;
import io.github.bayesflow4j.spec.proto.LowerBoundedSupport;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.spec.proto.ObservableSpec;
import io.github.bayesflow4j.spec.proto.ParameterSpec;
import io.github.bayesflow4j.spec.proto.RealSupport;
import io.github.bayesflow4j.spec.proto.RowsLayout;
import io.github.bayesflow4j.spec.proto.SimplexSupport;
import io.github.bayesflow4j.spec.proto.SizeSpec;
import io.github.bayesflow4j.spec.proto.VectorLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The form of a process model as a message, and back.
 *
 * <p>Reading a form checks it: a message from a stranger's file that describes no possible model is
 * a {@link SpecException} that names the model and the part.
 */
public final class ModelSpecs {
  private ModelSpecs() {}

  /** The form of {@code model}, with every field set. */
  public static ModelSpec of(GenerativeModel model) {
    ModelSpec.Builder spec =
        ModelSpec.newBuilder().setName(model.name()).setDescription(model.description());
    model.space().parameters().forEach(parameter -> spec.addParameter(of(parameter)));
    model.observables().forEach(observable -> spec.addObservable(of(observable)));
    return spec.setSize(of(model.size())).addAllContext(model.contextNames()).build();
  }

  /** The form of a density of these columns, given some others, with every field set. */
  public static ModelSpec density(String name, ParameterSpace columns, List<String> given) {
    ModelSpec.Builder spec = ModelSpec.newBuilder().setName(name).setDescription("");
    columns.parameters().forEach(column -> spec.addParameter(of(column)));
    return spec.setSize(of(DataSize.fixed(1))).addAllContext(given).build();
  }

  /**
   * The parameters of the model, in order.
   *
   * @throws SpecException if there are none, a name occurs twice, or a parameter is malformed
   */
  public static ParameterSpace space(ModelSpec spec) {
    UnknownFields.refuse(spec, "model");
    List<Parameter> parameters =
        spec.getParameterList().stream().map(p -> parameter(spec, p)).toList();
    return checked(spec, "", () -> new ParameterSpace(parameters));
  }

  /**
   * The kinds of data of the model, in order; none for a density that was fitted to samples.
   *
   * @throws SpecException if a name occurs twice, or an observable is malformed
   */
  public static List<Observable> observables(ModelSpec spec) {
    UnknownFields.refuse(spec, "model");
    Set<String> names = new HashSet<>();
    for (ObservableSpec observable : spec.getObservableList()) {
      if (!names.add(observable.getName())) {
        throw malformed(spec, "observable '" + observable.getName() + "' is declared twice");
      }
    }
    return spec.getObservableList().stream().map(o -> observable(spec, o)).toList();
  }

  /**
   * Checks that an estimator has a summary network where its model has data, and only there.
   *
   * @throws SpecException if it has not
   */
  public static void requireNetworkForData(EstimatorSpec spec) {
    boolean data = spec.getModel().getObservableCount() > 0;
    if (data != spec.hasSummaryNetwork()) {
      throw malformed(
          spec.getModel(),
          data
              ? "a summary network is needed for its observables, there was none"
              : "at least one observable is needed for its summary network, there was none");
    }
  }

  /**
   * The numbers of rows the model was trained for.
   *
   * @throws SpecException if they are not {@code 1 <= min <= max}
   */
  public static DataSize size(ModelSpec spec) {
    UnknownFields.refuse(spec, "model");
    return checked(spec, "", () -> size(spec.getSize()));
  }

  /**
   * Whether two messages describe the same form of model. Descriptions do not count, nor does
   * whether a field is left out or set to its default: messages of earlier versions lack fields.
   *
   * @throws SpecException if one describes no possible model
   */
  public static boolean sameForm(ModelSpec one, ModelSpec other) {
    return one.getName().equals(other.getName())
        && space(one).equals(space(other))
        && observables(one).equals(observables(other))
        && size(one).equals(size(other))
        && one.getContextList().equals(other.getContextList());
  }

  private static ParameterSpec of(Parameter parameter) {
    ParameterSpec.Builder spec = ParameterSpec.newBuilder().addAllName(parameter.names());
    parameter.unit().ifPresent(spec::setUnit);
    Support support = parameter.support();
    if (support instanceof Support.Real) {
      spec.setReal(RealSupport.getDefaultInstance());
    } else if (support instanceof Support.LowerBounded bound) {
      spec.setLowerBounded(LowerBoundedSupport.newBuilder().setLower(bound.lower()));
    } else if (support instanceof Support.Bounded bounds) {
      spec.setBounded(
          BoundedSupport.newBuilder().setLower(bounds.lower()).setUpper(bounds.upper()));
    } else if (support instanceof Support.Simplex) {
      spec.setSimplex(SimplexSupport.getDefaultInstance());
    }
    return spec.build();
  }

  private static Parameter parameter(ModelSpec model, ParameterSpec spec) {
    Support support =
        checked(
            model,
            "parameter " + String.join(", ", spec.getNameList()) + ": ",
            () -> support(spec));
    Optional<String> unit = spec.hasUnit() ? Optional.of(spec.getUnit()) : Optional.empty();
    return checked(model, "", () -> new Parameter(spec.getNameList(), support, unit));
  }

  private static Support support(ParameterSpec spec) {
    return switch (spec.getSupportCase()) {
      case REAL -> Support.real();
      case LOWER_BOUNDED -> new Support.LowerBounded(spec.getLowerBounded().getLower());
      case BOUNDED -> Support.bounded(spec.getBounded().getLower(), spec.getBounded().getUpper());
      case SIMPLEX -> Support.simplex(spec.getNameCount());
      case SUPPORT_NOT_SET -> throw new IllegalArgumentException("its support is missing");
    };
  }

  private static ObservableSpec of(Observable observable) {
    ObservableSpec.Builder spec =
        ObservableSpec.newBuilder()
            .setName(observable.name())
            .addAllFeature(observable.features())
            .setScale(ObservableSpec.Scale.valueOf(observable.scale().name()));
    Layout layout = observable.layout();
    if (layout instanceof Layout.Vector) {
      spec.setVector(VectorLayout.getDefaultInstance());
    } else if (layout instanceof Layout.Rows rows) {
      spec.setRows(of(rows));
    } else if (layout instanceof Layout.Grid grid) {
      spec.setGrid(GridLayout.newBuilder().setHeight(grid.height()).setWidth(grid.width()));
    }
    return spec.build();
  }

  private static RowsLayout of(Layout.Rows rows) {
    RowsLayout.Builder spec =
        RowsLayout.newBuilder()
            .setOrder(RowsLayout.Order.valueOf(rows.order().name()))
            .setPresence(RowsLayout.Presence.valueOf(rows.presence().name()));
    rows.size().ifPresent(size -> spec.setSize(of(size)));
    return spec.build();
  }

  private static SizeSpec of(DataSize size) {
    return SizeSpec.newBuilder().setMin(size.min()).setMax(size.max()).build();
  }

  private static DataSize size(SizeSpec spec) {
    return spec.getMin() == spec.getMax()
        ? DataSize.fixed(spec.getMin())
        : DataSize.uniform(spec.getMin(), spec.getMax());
  }

  private static Layout rows(RowsLayout spec) {
    return new Layout.Rows(
        Observable.Order.valueOf(spec.getOrder().name()),
        spec.hasSize() ? Optional.of(size(spec.getSize())) : Optional.empty(),
        Observable.Presence.valueOf(spec.getPresence().name()));
  }

  private static Observable observable(ModelSpec model, ObservableSpec spec) {
    Layout layout = checked(model, "observable " + spec.getName() + ": ", () -> layout(spec));
    Observable.Scale scale = Observable.Scale.valueOf(spec.getScale().name());
    return checked(
        model, "", () -> new Observable(spec.getName(), spec.getFeatureList(), layout, scale));
  }

  private static Layout layout(ObservableSpec spec) {
    return switch (spec.getLayoutCase()) {
      case VECTOR -> new Layout.Vector();
      case ROWS -> rows(spec.getRows());
      case GRID -> new Layout.Grid(spec.getGrid().getHeight(), spec.getGrid().getWidth());
      case LAYOUT_NOT_SET -> throw new IllegalArgumentException("its layout is missing");
    };
  }

  /** Builds a part, whose own constructor knows its rules, and says whose part broke one. */
  private static <T> T checked(ModelSpec model, String part, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw new SpecException(place(model) + part + e.getMessage(), e);
    }
  }

  private static SpecException malformed(ModelSpec model, String what) {
    return new SpecException(place(model) + what);
  }

  private static String place(ModelSpec model) {
    return "model '" + model.getName() + "': ";
  }
}

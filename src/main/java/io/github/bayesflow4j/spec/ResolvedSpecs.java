package io.github.bayesflow4j.spec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.FieldRule;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.Options;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Specs in which every field is set and within its bounds.
 *
 * <p>Defaults and bounds are those written beside each field in {@code src/main/proto}; nothing
 * here knows a particular message, so that a new one needs no change:
 *
 * <ol>
 *   <li>an unset number, flag or enum takes its declared default;
 *   <li>an unset message outside a oneof takes the defaults of its fields;
 *   <li>an unset oneof takes the member marked {@code default_choice}; where none is marked the
 *       choice depends on the data and has to be made;
 *   <li>an empty list takes its {@code default_widths} or {@code default_messages};
 *   <li>every number is finite and within {@code min}, {@code above}, {@code max}, {@code below}.
 * </ol>
 *
 * <p>All methods throw {@link SpecException} with the path of the offending field, such as {@code
 * training.learning_rate.cosine.warm_up}.
 */
public final class ResolvedSpecs {
  private ResolvedSpecs() {}

  /** The network with every field set; the choice of network itself has no default. */
  public static SummaryNetworkSpec resolve(SummaryNetworkSpec spec) {
    UnknownFields.refuse(spec, "summary_network");
    SummaryNetworkSpec.Builder builder = spec.toBuilder();
    complete(builder, "summary_network");
    return builder.build();
  }

  /** The flow with every field set. */
  public static FlowSpec resolve(FlowSpec spec) {
    UnknownFields.refuse(spec, "flow");
    FlowSpec.Builder builder = spec.toBuilder();
    complete(builder, "flow");
    return builder.build();
  }

  /** The training options with every field set. */
  public static TrainingSpec resolve(TrainingSpec spec) {
    UnknownFields.refuse(spec, "training");
    TrainingSpec.Builder builder = spec.toBuilder();
    complete(builder, "training");
    if (builder.getParts() > builder.getBatchSize()) {
      throw new SpecException(
          "training.parts must be at most training.batch_size = "
              + builder.getBatchSize()
              + ", was "
              + builder.getParts());
    }
    return builder.build();
  }

  /** The distillation options with every field set. */
  public static DistillationSpec resolve(DistillationSpec spec) {
    UnknownFields.refuse(spec, "distillation");
    DistillationSpec.Builder builder = spec.toBuilder();
    complete(builder, "distillation");
    return builder.build();
  }

  private static void complete(Message.Builder spec, String path) {
    spec.getDescriptorForType().getRealOneofs().forEach(oneof -> choose(spec, oneof, path));
    for (FieldDescriptor field : spec.getDescriptorForType().getFields()) {
      String place = path + "." + field.getName();
      if (field.isRepeated()) {
        completeList(spec, field, place);
      } else if (field.getRealContainingOneof() == null || spec.hasField(field)) {
        spec.setField(field, completeValue(spec, field, place));
      }
    }
  }

  private static void choose(Message.Builder spec, OneofDescriptor oneof, String path) {
    if (spec.hasOneof(oneof)) {
      return;
    }
    FieldDescriptor choice =
        oneof.getFields().stream()
            .filter(field -> rule(field).getDefaultChoice())
            .findFirst()
            .orElseThrow(
                () ->
                    new SpecException(
                        path
                            + " needs one of "
                            + oneof.getFields().stream().map(FieldDescriptor::getName).toList()
                            + ", none was given"));
    spec.setField(choice, spec.getField(choice));
  }

  private static void completeList(Message.Builder spec, FieldDescriptor field, String path) {
    if (spec.getRepeatedFieldCount(field) == 0) {
      rule(field).getDefaultWidthsList().forEach(width -> spec.addRepeatedField(field, width));
      for (String text : rule(field).getDefaultMessagesList()) {
        Message prototype = spec.newBuilderForField(field).buildPartial();
        spec.addRepeatedField(field, SpecFiles.parse(path, text, prototype));
      }
    }
    for (int i = 0; i < spec.getRepeatedFieldCount(field); i++) {
      Object value = spec.getRepeatedField(field, i);
      spec.setRepeatedField(field, i, checked(field, value, path + "[" + i + "]"));
    }
  }

  private static Object completeValue(Message.Builder spec, FieldDescriptor field, String path) {
    if (field.getJavaType() != JavaType.MESSAGE
        && !spec.hasField(field)
        && !field.hasDefaultValue()) {
      throw new SpecException(path + " has no default and must be set");
    }
    return checked(field, spec.getField(field), path);
  }

  private static Object checked(FieldDescriptor field, Object value, String path) {
    if (value instanceof Message message) {
      Message.Builder builder = message.toBuilder();
      complete(builder, path);
      return builder.build();
    }
    if (value instanceof Number number) {
      requireInside(rule(field), number, path);
    }
    return value;
  }

  private static void requireInside(FieldRule rule, Number number, String path) {
    double value = number.doubleValue();
    List<String> bounds = new ArrayList<>();
    boolean inside = Double.isFinite(value);
    if (rule.hasMin()) {
      bounds.add("at least " + plain(rule.getMin()));
      inside &= value >= rule.getMin();
    }
    if (rule.hasAbove()) {
      bounds.add("above " + plain(rule.getAbove()));
      inside &= value > rule.getAbove();
    }
    if (rule.hasMax()) {
      bounds.add("at most " + plain(rule.getMax()));
      inside &= value <= rule.getMax();
    }
    if (rule.hasBelow()) {
      bounds.add("below " + plain(rule.getBelow()));
      inside &= value < rule.getBelow();
    }
    if (!inside) {
      String expected = bounds.isEmpty() ? "finite" : String.join(" and ", bounds);
      throw new SpecException(path + " must be " + expected + ", was " + number);
    }
  }

  /** A bound as it is written in the .proto file: {@code 1}, not {@code 1.0}. */
  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }

  private static FieldRule rule(FieldDescriptor field) {
    return field.getOptions().getExtension(Options.rule);
  }
}

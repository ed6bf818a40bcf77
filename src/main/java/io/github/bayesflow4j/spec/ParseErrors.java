package io.github.bayesflow4j.spec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.TextFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors of the text-format parser, in the words of someone who edits a spec.
 *
 * <p>The parser knows where the text is wrong but says neither which names would have been right
 * nor, in plain words, what it expected; the descriptors of the message know the first, and the
 * wording of the parser tells the second. An error with another wording is passed on as it is.
 */
final class ParseErrors {
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("\\d+:\\d+:\\t(?<type>[\\w.]+)\\.(?<field>\\w+|\\[[^]]*])");
  private static final Pattern UNKNOWN_VALUE =
      Pattern.compile("Enum type \"(?<type>[^\"]+)\" has no value .*?\"?(?<value>-?\\w+)\"?\\.$");

  private static final List<Rewording> REWORDINGS =
      List.of(
          new Rewording("^\\d+:\\d+: ", ""),
          new Rewording(
              "Couldn't parse integer: For input string: \"(.*)\"",
              "expected a whole number, found '$1'"),
          new Rewording(
              "Couldn't parse integer: Number out of range for (.*): (.*)",
              "expected a $1, found '$2'"),
          new Rewording(
              "Couldn't parse number: For input string: \"(.*)\"", "expected a number, found '$1'"),
          new Rewording(
              "Non-repeated field \"[\\w.]+\\.(\\w+)\" cannot be overwritten.",
              "field '$1' is given twice"),
          new Rewording(
              "Field \"[\\w.]+\\.(\\w+)\" is specified along with field"
                  + " \"[\\w.]+\\.(\\w+)\", another member of oneof.*",
              "only one of '$2' and '$1' can be given"));

  /** What the parser says, as a pattern, and what the reader is told. */
  private record Rewording(Pattern parser, String reader) {
    Rewording(String parser, String reader) {
      this(Pattern.compile(parser), reader);
    }

    String apply(String text) {
      return parser.matcher(text).replaceFirst(reader);
    }
  }

  private final Map<String, List<String>> fields = new HashMap<>();
  private final Map<String, List<String>> values = new HashMap<>();

  private ParseErrors(Descriptor root) {
    Deque<Descriptor> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Descriptor type = open.pop();
      List<String> names = type.getFields().stream().map(FieldDescriptor::getName).toList();
      if (fields.put(type.getFullName(), names) == null) {
        type.getFields().forEach(field -> visit(field, open));
      }
    }
  }

  private void visit(FieldDescriptor field, Deque<Descriptor> open) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      open.push(field.getMessageType());
    } else if (field.getJavaType() == JavaType.ENUM) {
      EnumDescriptor type = field.getEnumType();
      values.put(
          type.getFullName(), type.getValues().stream().map(EnumValueDescriptor::getName).toList());
    }
  }

  /**
   * The error as one sentence: {@code source:line:column: what is wrong; allowed: ...}.
   *
   * @param source name of the text, such as its file
   * @param type the message the text was read as
   */
  static SpecException explain(String source, TextFormat.ParseException error, Descriptor type) {
    String place = source + ":" + error.getLine() + ":" + error.getColumn() + ": ";
    String text = Optional.ofNullable(error.getMessage()).orElse("");
    return new SpecException(place + new ParseErrors(type).sentence(text), error);
  }

  private String sentence(String text) {
    Matcher field = UNKNOWN_FIELD.matcher(text);
    if (field.find()) {
      return "unknown field '"
          + field.group("field")
          + "' in message "
          + simpleName(field.group("type"))
          + allowed(fields, field.group("type"));
    }
    Matcher value = UNKNOWN_VALUE.matcher(text);
    if (value.find()) {
      return "unknown value '"
          + value.group("value")
          + "' of "
          + simpleName(value.group("type"))
          + allowed(values, value.group("type"));
    }
    String reworded = text;
    for (Rewording rewording : REWORDINGS) {
      reworded = rewording.apply(reworded);
    }
    return reworded;
  }

  private static String allowed(Map<String, List<String>> names, String type) {
    List<String> found = names.getOrDefault(type, List.of());
    return "; allowed: " + (found.isEmpty() ? "none" : String.join(", ", found));
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}

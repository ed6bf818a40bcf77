package io.github.bayesflow4j.spec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The check that a message holds nothing this version cannot read.
 *
 * <p>A binary message of a later version parses: its new fields, and its new values of an enum, are
 * set aside and the old ones read as if they stood alone. They may change what the others mean, so
 * such a message is refused.
 */
final class UnknownFields {
  private UnknownFields() {}

  /**
   * Checks {@code message} and every message inside it.
   *
   * @param path name of the message in the error
   * @throws SpecException with the path of the message and the numbers of the unknown fields
   */
  static void refuse(Message message, String path) {
    Set<Integer> numbers = message.getUnknownFields().asMap().keySet();
    if (!numbers.isEmpty()) {
      throw new SpecException(
          path + " has fields or values this version does not know, numbered " + numbers);
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      String place = path + "." + entry.getKey().getName();
      if (entry.getValue() instanceof Message child) {
        refuse(child, place);
      } else if (entry.getValue() instanceof List<?> list) {
        refuseEach(list, place);
      }
    }
  }

  private static void refuseEach(List<?> list, String path) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof Message child) {
        refuse(child, path + "[" + i + "]");
      }
    }
  }
}

package io.github.bayesflow4j.spec;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Specs as text files that people edit ({@code .txtpb}, the text format of Protobuf, UTF-8). */
public final class SpecFiles {
  /** Refuses a field, or two members of a oneof, given twice: the first would silently be lost. */
  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private SpecFiles() {}

  /**
   * Reads a file that holds a message of the prototype's type; fields it leaves out stay unset.
   *
   * @param prototype any message of the type, such as {@code FlowSpec.getDefaultInstance()}
   * @throws SpecException if the file is missing or no text, or, with line and column, if it holds
   *     an unknown field or value
   */
  public static <M extends Message> M read(Path file, M prototype) {
    return parse(file.toString(), text(file), prototype);
  }

  /** The message as text that {@link #read} reads back to an equal message. */
  public static String print(Message message) {
    return TextFormat.printer().escapingNonAscii(false).printToString(message);
  }

  /**
   * Runs a check of what a file holds, and puts the file's name before the error.
   *
   * @throws SpecException if the check does
   */
  static void check(String source, Runnable check) {
    try {
      check.run();
    } catch (SpecException e) {
      throw new SpecException(source + ": " + e.getMessage(), e);
    }
  }

  /** Reads a text that came from {@code source}, a name for error messages. */
  @SuppressWarnings("unchecked") // the builder of a message of type M builds an M
  static <M extends Message> M parse(String source, String text, M prototype) {
    Message.Builder builder = prototype.newBuilderForType();
    try {
      PARSER.merge(text, builder);
    } catch (TextFormat.ParseException e) {
      throw ParseErrors.explain(source, e, prototype.getDescriptorForType());
    }
    return (M) builder.build();
  }

  private static String text(Path file) {
    if (!Files.exists(file)) {
      throw new SpecException("there is no file " + file);
    }
    if (Files.isDirectory(file)) {
      throw new SpecException("expected a file, found a directory: " + file);
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new SpecException("expected UTF-8 text, found other bytes: " + file, e);
    } catch (IOException e) {
      throw new SpecException("cannot read file " + file + ": " + e.getMessage(), e);
    }
  }
}

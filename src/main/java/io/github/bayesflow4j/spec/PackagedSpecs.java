package io.github.bayesflow4j.spec;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Specs that the build packs beside the classes. */
final class PackagedSpecs {
  private PackagedSpecs() {}

  /**
   * The spec in a packed file, if there is one.
   *
   * @param file path of the file in the project, such as {@code summary-nets/mlp.txtpb}
   */
  static <M extends Message> Optional<M> read(String file, M prototype) {
    try (InputStream resource = PackagedSpecs.class.getResourceAsStream("/" + file)) {
      if (resource == null) {
        return Optional.empty();
      }
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(SpecFiles.parse(file, text, prototype));
    } catch (IOException e) {
      throw new SpecException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}

package io.github.bayesflow4j.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version of this library, which the build writes beside the classes. */
public final class LibraryVersion {
  private static final String FILE = "version.txt";

  private LibraryVersion() {}

  /** The version, such as {@code 0.1.0}. */
  public static String current() {
    try (InputStream resource = LibraryVersion.class.getResourceAsStream(FILE)) {
      byte[] text = Objects.requireNonNull(resource, FILE).readAllBytes();
      return new String(text, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + FILE + " could not be read", e);
    }
  }
}

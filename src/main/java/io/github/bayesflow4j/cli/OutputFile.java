package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that a command is asked to write.
 *
 * @param option the option that names it: {@code --out}
 * @param path where it is to be
 */
record OutputFile(String option, Path path) {

  /** Says before the work, not after, that there is nowhere to write. */
  void requireWritable() {
    Path folder = path.toAbsolutePath().resolveSibling("");
    if (!Files.isWritable(folder)) {
      throw new CommandFailedException(
          option + ": folder " + folder + " is not there or not writable");
    }
    if (Files.isDirectory(path)) {
      throw new CommandFailedException(option + ": expected a file, found a folder: " + path);
    }
  }

  /** Whether this is the file that a path leads to. */
  boolean is(Path other) {
    try {
      if (Files.exists(path) && Files.exists(other)) {
        return Files.isSameFile(path, other);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be compared with " + other + ": " + e, e);
    }
    return path.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  /** Replaces the file; it is there whole or not at all. */
  void write(DurableFiles.Content content) {
    try {
      DurableFiles.replace(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be written: " + e, e);
    }
  }

  /** Replaces the file by a text. */
  void write(String text) {
    write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}

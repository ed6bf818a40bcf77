package io.github.bayesflow4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command is asked to write. */
final class OutputFile {
  private OutputFile() {}

  /** Says before the work, not after, that there is nowhere to write. */
  static void requireWritable(Path out) {
    Path folder = out.toAbsolutePath().resolveSibling("");
    if (!Files.isWritable(folder)) {
      throw new CommandFailedException("--out: folder " + folder + " is not there or not writable");
    }
    if (Files.isDirectory(out)) {
      throw new CommandFailedException("--out: expected a file, found a folder: " + out);
    }
  }
}

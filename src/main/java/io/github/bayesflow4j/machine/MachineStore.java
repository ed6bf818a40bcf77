package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of machines, one folder each.
 *
 * <pre>
 * saving m:   write .m.new    move m to .m.old    move .m.new to m    delete .m.old
 * loading m:  if m is missing and .m.old is there, the save was cut off between the two moves:
 *             load .m.old
 * </pre>
 *
 * <p>Each move is atomic and happens after all files were forced to disk. So whenever a save is cut
 * off, either the previous machine or the new one loads. At most one process may save under a name
 * at a time.
 *
 * @param root the folder, which need not exist yet
 */
public record MachineStore(Path root) {
  private static final String OLD = ".old";
  private static final String NEW = ".new";

  /** Names of the machines, sorted. */
  public List<String> names() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(MachineFolder.CARD_FILE)))
          .map(folder -> folder.getFileName().toString())
          .map(name -> name.startsWith(".") ? interrupted(name) : name)
          .filter(name -> !name.isEmpty())
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + root + " could not be listed", e);
    }
  }

  /** The name of the machine that a cut-off save has moved aside; empty for anything else. */
  private static String interrupted(String folder) {
    return folder.length() > OLD.length() && folder.endsWith(OLD)
        ? folder.substring(1, folder.length() - OLD.length())
        : "";
  }

  /**
   * Loads a machine. Needs nothing but its folder.
   *
   * @throws MachineFormatException if there is none, or it is damaged or must not be run
   */
  public EstimationMachine load(String name) {
    return EstimationMachine.load(root.resolve(name));
  }

  /** Saves a machine, replacing the one of that name. */
  public void save(String name, EstimationMachine machine) {
    machine.save(root.resolve(name));
  }

  /**
   * Checks that a machine can be saved in this folder, which is worth knowing before a long
   * training.
   *
   * @throws MachineFormatException if the folder holds something else
   * @throws UncheckedIOException if nothing can be written there
   */
  public static void requireSavable(Path target) {
    Path folder = target.toAbsolutePath().normalize();
    try {
      requireMachineOrNothing(current(folder));
      Files.createDirectories(folder.getParent());
      Files.delete(Files.createTempFile(folder.getParent(), ".", ".probe"));
    } catch (IOException e) {
      throw new UncheckedIOException("no machine can be saved in folder " + target, e);
    }
  }

  static void replace(Path target, MachineFolder content) {
    Path folder = target.toAbsolutePath().normalize();
    Path fresh = sibling(folder, NEW);
    Path old = sibling(folder, OLD);
    try {
      Files.createDirectories(folder.getParent());
      if (!current(folder).equals(folder)) {
        DurableFiles.move(current(folder), folder);
      }
      requireMachineOrNothing(folder);
      DurableFiles.deleteTree(fresh);
      Files.createDirectory(fresh);
      content.write(fresh);
      DurableFiles.force(fresh);
      if (Files.exists(folder)) {
        DurableFiles.deleteTree(old);
        DurableFiles.move(folder, old);
      }
      DurableFiles.move(fresh, folder);
      DurableFiles.deleteTree(old);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "machine "
              + target
              + " could not be saved: "
              + e.getClass().getSimpleName()
              + " "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Where the machine of this folder is now: aside, if a save was cut off between its two moves.
   */
  static Path current(Path folder) {
    Path old = sibling(folder.toAbsolutePath().normalize(), OLD);
    boolean cutOff = !Files.exists(folder) && Files.exists(old.resolve(MachineFolder.CARD_FILE));
    return cutOff ? old : folder;
  }

  private static void requireMachineOrNothing(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    boolean machine = Files.isRegularFile(folder.resolve(MachineFolder.CARD_FILE));
    try (Stream<Path> content =
        Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
      if (!machine && content.findAny().isPresent()) {
        throw new MachineFormatException(folder + " exists and is no machine; it is left as it is");
      }
    }
  }

  private static Path sibling(Path folder, String suffix) {
    return folder.resolveSibling("." + folder.getFileName() + suffix);
  }
}

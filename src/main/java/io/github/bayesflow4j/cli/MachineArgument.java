package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** The machine a command is about: one of the models folder, or any folder. */
final class MachineArgument {
  @Parameters(
      index = "0",
      paramLabel = "MACHINE",
      description = "Name of a machine in the models folder, or path of a machine's folder.")
  String name;

  /**
   * The machine's folder.
   *
   * @throws picocli.CommandLine.ParameterException if there is none
   */
  Path folder(BayesFlowCommand bayesflow) {
    MachineStore store = bayesflow.store();
    return find(store, name)
        .orElseThrow(
            () -> bayesflow.usageError(new Choices("machine", store.names()).unknown(name)));
  }

  /** The folder of a machine, whole or damaged, if there is one. */
  static Optional<Path> find(MachineStore store, String name) {
    Path inStore = store.root().resolve(name);
    if (store.names().contains(name) || Files.isDirectory(inStore)) {
      return Optional.of(inStore);
    }
    Path path = Path.of(name).toAbsolutePath().normalize();
    return Optional.of(path).filter(MachineArgument::isThere);
  }

  private static boolean isThere(Path folder) {
    // A machine that a cut-off save has moved aside is there too: its store knows.
    return Files.isDirectory(folder)
        || (folder.getParent() != null
            && new MachineStore(folder.getParent())
                .names()
                .contains(folder.getFileName().toString()));
  }
}

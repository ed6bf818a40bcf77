package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The networks of {@code summary-nets}, which the build packs beside the classes. */
final class ReadyMadeNetworks {
  private static final String FOLDER = "summary-nets";
  private static final String ENDING = ".txtpb";

  /** A file that is always there, by which the folder is found, packed or not. */
  private static final String ANCHOR = "/" + FOLDER + "/identity" + ENDING;

  private ReadyMadeNetworks() {}

  static SummaryNetworkSpec read(String name) {
    List<String> names = names();
    if (!names.contains(name)) {
      throw new SpecException(
          "there is no summary network named '"
              + name
              + "'; there are: "
              + String.join(", ", names));
    }
    String file = FOLDER + "/" + name + ENDING;
    return PackagedSpecs.read(file, SummaryNetworkSpec.getDefaultInstance()).orElseThrow();
  }

  static List<String> names() {
    URL anchor = Objects.requireNonNull(ReadyMadeNetworks.class.getResource(ANCHOR), ANCHOR);
    try {
      if (anchor.openConnection() instanceof JarURLConnection packed) {
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(packed.getJarFileURL().toURI()))) {
          return namesIn(jar.getPath(FOLDER));
        }
      }
      return namesIn(Path.of(anchor.toURI()).resolveSibling(""));
    } catch (IOException | URISyntaxException e) {
      throw new SpecException("cannot list the folder " + FOLDER + ": " + e.getMessage(), e);
    }
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING))
          .map(file -> file.substring(0, file.length() - ENDING.length()))
          .sorted()
          .toList();
    }
  }
}

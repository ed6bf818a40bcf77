package io.github.bayesflow4j.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir private Path folder;

  private static DurableFiles.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }

  @Test
  void replacesAFileAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("a.txt");
    DurableFiles.replace(file, text("first and long"));
    assertThat(file).hasContent("first and long");
    DurableFiles.replace(file, text("second"));
    assertThat(file).hasContent("second");
    assertThat(names(folder)).containsExactly("a.txt");
  }

  @Test
  void theOldFileStaysWhenTheContentThrows() throws IOException {
    Path file = folder.resolve("a.txt");
    DurableFiles.replace(file, text("old"));
    assertThatThrownBy(
            () ->
                DurableFiles.replace(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThatThrownBy(
            () ->
                DurableFiles.replace(
                    file,
                    out -> {
                      out.write(1);
                      throw new IllegalStateException("bad state");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("old");
    assertThat(names(folder)).containsExactly("a.txt");
  }

  @Test
  void whatIsInPlaceOfTheFileStaysWhenItCannotBeReplaced() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.createDirectory(file);
    Files.writeString(file.resolve("inside"), "kept");
    assertThatThrownBy(() -> DurableFiles.replace(file, text("new")))
        .isInstanceOf(FileSystemException.class);
    assertThat(file.resolve("inside")).hasContent("kept");
    assertThat(names(folder)).containsExactly("a.txt");
  }

  @Test
  void aRestOfACutOffWriteIsWrittenOver() throws IOException {
    Files.writeString(folder.resolve(".a.txt.tmp"), "half of something much longer than the rest");
    DurableFiles.replace(folder.resolve("a.txt"), text("whole"));
    assertThat(folder.resolve("a.txt")).hasContent("whole");
    assertThat(names(folder)).containsExactly("a.txt");
  }

  @Test
  void contentLargerThanAnyBufferIsWrittenWhole() throws IOException {
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < megabyte.length; i++) {
      megabyte[i] = (byte) (i * 31);
    }
    Path file = folder.resolve("large");
    DurableFiles.replace(
        file,
        out -> {
          out.write(7);
          out.write(megabyte);
          out.write(megabyte);
        });
    byte[] found = Files.readAllBytes(file);
    assertThat(found).hasSize(1 + 2 * megabyte.length).startsWith(7).endsWith(megabyte);
  }

  @Test
  void movesToAFreeNameOnly() throws IOException {
    Path from = Files.createDirectory(folder.resolve("from"));
    Files.writeString(from.resolve("inside"), "moved");
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.writeString(taken.resolve("inside"), "kept");
    assertThatThrownBy(() -> DurableFiles.move(from, taken))
        .isInstanceOf(FileSystemException.class);
    assertThat(taken.resolve("inside")).hasContent("kept");
    DurableFiles.move(from, folder.resolve("to"));
    assertThat(folder.resolve("to/inside")).hasContent("moved");
    assertThat(names(folder)).containsExactly("taken", "to");
  }

  @Test
  void deletesATreeButNotWhatALinkInItPointsTo() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    Path tree = Files.createDirectories(folder.resolve("tree/deep"));
    Files.writeString(tree.resolve("file"), "gone");
    Files.createSymbolicLink(tree.resolve("link"), outside);
    DurableFiles.deleteTree(folder.resolve("tree"));
    DurableFiles.deleteTree(folder.resolve("never there"));
    assertThat(names(folder)).containsExactly("outside");
    assertThat(outside.resolve("kept")).hasContent("kept");
  }

  @Test
  void theDigestIsThatOfTheStandard() {
    // FIPS 180-2, appendix B.1.
    assertThat(Digest.sha256("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}

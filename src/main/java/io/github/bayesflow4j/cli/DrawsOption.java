package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.tabular.DrawsFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How many draws to make, and the files to write them to. */
final class DrawsOption {
  static final String NAME = "--draws";

  private static final int DEFAULT = 4000;

  /** What one occurrence of the option says. */
  sealed interface Value {

    /** The number of draws. */
    record Count(int draws) implements Value {}

    /** A file that the draws are written to. */
    record File(Path path) implements Value {}
  }

  @Option(
      names = NAME,
      paramLabel = "N|FILE",
      converter = ValueText.class,
      description =
          "Draws from the posterior ("
              + DEFAULT
              + "); or a file to write them to, whose name ends in .csv, .npy or .parquet. Give the"
              + " option several times for several of these.")
  List<Value> values = List.of();

  /**
   * The number of draws.
   *
   * @throws picocli.CommandLine.ParameterException if there are several
   */
  int count(BayesFlowCommand bayesflow) {
    List<Integer> counts = values(Value.Count.class).map(Value.Count::draws).toList();
    if (counts.size() > 1) {
      throw bayesflow.usageError(NAME + ": expected one number of draws, found " + counts);
    }
    return counts.isEmpty() ? DEFAULT : counts.get(0);
  }

  /** The files that the draws are written to. */
  List<OutputFile> files() {
    return values(Value.File.class).map(file -> new OutputFile(NAME, file.path())).toList();
  }

  private <T extends Value> Stream<T> values(Class<T> type) {
    return values.stream().filter(type::isInstance).map(type::cast);
  }

  /** Whole numbers are counts; anything else is the name of a file. */
  static final class ValueText implements ITypeConverter<Value> {
    @Override
    public Value convert(String text) {
      if (text.matches("[+-]?\\d+")) {
        return new Value.Count(new WholeNumbers.Several().convert(text));
      }
      if (DrawsFormat.find(text).isEmpty()) {
        throw new TypeConversionException(
            "expected a number of draws, or a file name ending in one of "
                + DrawsFormat.endings()
                + ", found '"
                + text
                + "'");
      }
      return new Value.File(new DrawsPath().convert(text));
    }
  }

  /** The name of a file in one of the formats of draws. */
  static final class DrawsPath implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      try {
        Path path = Path.of(text);
        DrawsFormat.of(path);
        return path;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

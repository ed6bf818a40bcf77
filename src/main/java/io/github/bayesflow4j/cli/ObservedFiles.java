package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.tabular.DataSetFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One observed data set as it is given on the command line.
 *
 * @param files of a machine with one observable its file, else {@code name=file} for each
 * @param known the known quantities by name
 */
record ObservedFiles(List<String> files, Map<String, Double> known) {

  /** Every path that may be meant: of a file given as {@code name=file} its whole text too. */
  List<Path> paths() {
    return files.stream()
        .flatMap(file -> Stream.of(file, file.substring(file.indexOf('=') + 1)))
        .map(Path::of)
        .toList();
  }

  /**
   * Reads the data set.
   *
   * @throws picocli.CommandLine.ParameterException if files or known quantities are not those the
   *     machine needs
   */
  DataSet read(BayesFlowCommand bayesflow, MachineDescription machine) {
    ModelSpec model = machine.estimator().getModel();
    if (model.getObservableCount() == 0) {
      throw bayesflow.usageError(
          "machine "
              + model.getName()
              + " is a density that takes no data; bayesflow sample draws from it");
    }
    double[] context = context(bayesflow, model);
    List<Observable> observables = ModelSpecs.observables(model);
    DataSize size = ModelSpecs.size(model);
    Map<String, Path> byName = new LinkedHashMap<>();
    for (String file : files) {
      int nameEnd = observables.size() == 1 ? -1 : file.indexOf('=');
      String name = nameEnd < 0 ? observables.get(0).name() : file.substring(0, nameEnd);
      if (byName.put(name, Path.of(file.substring(nameEnd + 1))) != null) {
        throw bayesflow.usageError("observable " + name + ": expected one file, found two");
      }
    }
    Set<String> names = observables.stream().map(Observable::name).collect(Collectors.toSet());
    if (!byName.keySet().equals(names)) {
      throw bayesflow.usageError(
          "machine "
              + model.getName()
              + " needs "
              + observables.stream()
                  .map(observable -> observable.name() + "=FILE")
                  .collect(Collectors.joining(" "))
              + ", found "
              + String.join(" ", files));
    }
    return DataSetFile.read(byName, observables, size).withContext(context);
  }

  private double[] context(BayesFlowCommand bayesflow, ModelSpec model) {
    List<String> names = model.getContextList();
    if (!known.keySet().equals(Set.copyOf(names))) {
      throw bayesflow.usageError(
          names.isEmpty()
              ? "machine " + model.getName() + " takes no known quantities"
              : "machine "
                  + model.getName()
                  + " needs --known "
                  + names.stream().map(name -> name + "=VALUE").collect(Collectors.joining(",")));
    }
    return names.stream().mapToDouble(name -> known.getOrDefault(name, Double.NaN)).toArray();
  }
}

package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A process model: a prior, a simulator, and the form of the data it yields.
 *
 * <p>This is all a user writes; see {@link #builder}.
 */
public final class GenerativeModel {
  private final String name;
  private final String description;
  private final Prior prior;
  private final List<Observable> observables;
  private final DataSize size;
  private final List<String> contextNames;
  private final ContextPrior contextPrior;
  private final JointSimulator simulator;

  private GenerativeModel(Builder builder, Prior prior, JointSimulator simulator) {
    this.name = builder.name;
    this.description = builder.description;
    this.prior = prior;
    this.observables = List.copyOf(builder.observables);
    this.size = builder.size;
    this.contextNames = builder.contextNames;
    this.contextPrior = builder.contextPrior;
    this.simulator = simulator;
  }

  /** Starts a model with this name, which is also the name of its machine's folder. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  public String name() {
    return name;
  }

  /** One sentence on what is modelled, with its source; empty if none was given. */
  public String description() {
    return description;
  }

  public Prior prior() {
    return prior;
  }

  public ParameterSpace space() {
    return prior.space();
  }

  /** The kinds of data each simulation yields, in the order of {@link JointSimulator#simulate}. */
  public List<Observable> observables() {
    return observables;
  }

  /** Numbers of rows a data set can have. */
  public DataSize size() {
    return size;
  }

  /** Names of the known quantities; empty if there are none. */
  public List<String> contextNames() {
    return contextNames;
  }

  /** How the known quantities vary in training. */
  public ContextPrior contextPrior() {
    return contextPrior;
  }

  public JointSimulator simulator() {
    return simulator;
  }

  /** Collects the parts of a model. */
  public static final class Builder {
    private final String name;
    private String description = "";
    private Optional<Prior> prior = Optional.empty();
    private final List<Observable> observables = new ArrayList<>();
    private DataSize size = DataSize.fixed(1);
    private List<String> contextNames = List.of();
    private ContextPrior contextPrior = random -> new double[0];
    private Optional<JointSimulator> simulator = Optional.empty();

    private Builder(String name) {
      if (!name.matches("[a-z0-9][a-z0-9_-]*")) {
        throw new IllegalArgumentException(
            "a model's name must be lower-case letters, digits, - and _, was '" + name + "'");
      }
      this.name = name;
    }

    /** Says in one sentence what is modelled. */
    public Builder description(String newDescription) {
      description = newDescription;
      return this;
    }

    public Builder prior(Prior newPrior) {
      prior = Optional.of(newPrior);
      return this;
    }

    /** Adds a kind of data; most models have one, called {@code data}. */
    public Builder observable(Observable observable) {
      observables.add(observable);
      return this;
    }

    /** Sets the number of rows; one unless said otherwise. */
    public Builder size(DataSize newSize) {
      size = newSize;
      return this;
    }

    /**
     * Declares known quantities that are drawn beside the parameters and given to the flow as they
     * are.
     */
    public Builder context(List<String> names, ContextPrior newContextPrior) {
      contextNames = List.copyOf(names);
      contextPrior = newContextPrior;
      return this;
    }

    /** Sets the simulator of a model with one observable and no context. */
    public Builder simulator(Simulator newSimulator) {
      return jointSimulator(
          (theta, context, n, random) -> new double[][] {newSimulator.simulate(theta, n, random)});
    }

    /** Sets the simulator of a model with several observables or a context. */
    public Builder jointSimulator(JointSimulator newSimulator) {
      simulator = Optional.of(newSimulator);
      return this;
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException naming the part that is missing or occurs twice
     */
    public GenerativeModel build() {
      Set<String> names = new HashSet<>();
      for (Observable observable : observables) {
        if (!names.add(observable.name())) {
          throw new IllegalArgumentException(
              "model " + name + ": observable '" + observable.name() + "' is declared twice");
        }
      }
      if (observables.isEmpty()) {
        throw missing("observable");
      }
      return new GenerativeModel(
          this,
          prior.orElseThrow(() -> missing("prior")),
          simulator.orElseThrow(() -> missing("simulator")));
    }

    private IllegalArgumentException missing(String part) {
      return new IllegalArgumentException("model " + name + " has no " + part);
    }
  }
}

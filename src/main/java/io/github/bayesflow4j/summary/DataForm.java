package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Order;
import io.github.bayesflow4j.spec.SpecException;

/**
 * The form of the data a summary network is built for.
 *
 * @param observable columns and layout
 * @param size numbers of rows
 */
public record DataForm(Observable observable, DataSize size) {

  /** Number of features. */
  public int features() {
    return observable.features().size();
  }

  /**
   * Number of values in each data set, for networks that see it flattened.
   *
   * @throws SpecException if the number of rows varies, or rows may be absent
   */
  public int flattened(String network) {
    if (observable.hasRows() && size.min() != size.max()) {
      throw new SpecException(
          network
              + " needs data of one size, but observable "
              + observable.name()
              + " has "
              + size.min()
              + " to "
              + size.max()
              + " rows; choose a network for rows, such as deep_set");
    }
    if (observable.mayMissRows()) {
      throw new SpecException(
          network
              + " needs every row, but rows of observable "
              + observable.name()
              + " may be absent; choose a network for rows, such as deep_set");
    }
    return observable.values(size.max());
  }

  /**
   * Checks that the data are rows.
   *
   * @throws SpecException if they are a vector or a grid
   */
  public void requireRows(String network) {
    if (!observable.hasRows()) {
      throw unfit(network, "rows of data");
    }
  }

  /**
   * Checks that the data are a grid.
   *
   * @throws SpecException if they are a vector or rows
   */
  public void requireGrid(String network) {
    if (!(observable.layout() instanceof Layout.Grid)) {
      throw unfit(network, "a grid");
    }
  }

  private SpecException unfit(String network, String needed) {
    return new SpecException(
        network + " needs " + needed + ", but observable " + observable.name() + " is " + advice());
  }

  private String advice() {
    if (observable.layout() instanceof Layout.Rows rows) {
      return rows.order() == Order.EXCHANGEABLE
          ? "a set of rows; choose a network for rows, such as deep_set"
          : "a series; choose a network for series, such as conv1d";
    }
    return observable.layout() instanceof Layout.Grid
        ? "a grid; choose conv2d, mlp or identity"
        : "a vector; choose mlp or identity";
  }
}

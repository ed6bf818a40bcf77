/**
 * The whole posterior as one graph: raw data in; loss, draws and log-density in the parameters' own
 * units out.
 */
package io.github.bayesflow4j.estimator;

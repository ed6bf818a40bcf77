/**
 * Amortized Bayesian parameter estimation by simulation.
 *
 * <p>A user gives a prior and a simulator. Two networks are trained together on simulations: a
 * summary network turns data of any size into a vector of fixed size, and a conditional invertible
 * network turns that vector into the full posterior. Afterwards a posterior for new data takes
 * milliseconds. The trained machine is a TensorFlow SavedModel.
 *
 * <p>Each package uses only those before it: {@code simulation}; {@code process}, {@code posterior}
 * and {@code tabular}; {@code diagnostics}, {@code spec}, {@code nn}, {@code summary}, {@code
 * flow}, {@code estimator}, {@code training}, {@code machine}, {@code plot}, {@code report}, {@code
 * cli}.
 */
package io.github.bayesflow4j;

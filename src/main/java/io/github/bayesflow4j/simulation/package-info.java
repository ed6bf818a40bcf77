/**
 * Process models and their simulation: named parameters with a prior, a simulator, and data sets
 * simulated in parallel, each from its own stream of random numbers.
 *
 * <p>The lowest package: every other one may build on it, and it knows nothing of networks.
 */
package io.github.bayesflow4j.simulation;

/**
 * Building blocks of the networks: variables with stable names, dense and recurrent layers,
 * activations.
 */
package io.github.bayesflow4j.nn;

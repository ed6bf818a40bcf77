/** Building blocks of the networks: variables with stable names, dense layers, activations. */
package io.github.bayesflow4j.nn;

/**
 * Posterior distributions of a process model's parameters: what can be asked of one, and the draws
 * it gives.
 */
package io.github.bayesflow4j.posterior;

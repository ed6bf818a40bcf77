/** Training: where batches come from, the optimizer, the loop and its listeners, checkpoints. */
package io.github.bayesflow4j.training;

/** Comparison of draws with reference draws by classifiers that are trained to tell them apart. */
package io.github.bayesflow4j.comparison;

/** Summary networks: a data set of any size in, a vector of fixed size out. */
package io.github.bayesflow4j.summary;

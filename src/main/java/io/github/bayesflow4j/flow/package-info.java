/** The conditional invertible network: bijectors, their composition and the base distribution. */
package io.github.bayesflow4j.flow;

/** Figures made of the numbers of diagnostics and posteriors: one kind a file, one look for all. */
package io.github.bayesflow4j.plot;

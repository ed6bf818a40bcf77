/** Pages that people look at: a verdict, tables and figures in one file that needs no network. */
package io.github.bayesflow4j.report;

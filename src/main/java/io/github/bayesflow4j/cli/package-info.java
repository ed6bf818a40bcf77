/** The {@code bayesflow} command: one class a subcommand. The only package that prints. */
package io.github.bayesflow4j.cli;

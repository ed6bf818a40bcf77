/** Files that survive interruption: whole or not there. */
package io.github.bayesflow4j.storage;

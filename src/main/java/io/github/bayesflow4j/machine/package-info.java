/**
 * Estimation machines: trained estimators as SavedModels, with their cards, in folders that labs
 * share.
 */
package io.github.bayesflow4j.machine;

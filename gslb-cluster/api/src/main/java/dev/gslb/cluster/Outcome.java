package dev.gslb.cluster;

/**
 * What became of a transaction.
 *
 * @param applied whether the conditions held and the changes were made
 * @param revision of the store after it: the one that the changes belong to, if they changed
 *     anything
 */
public record Outcome(boolean applied, long revision) {}

package dev.gslb.cluster;

/**
 * A key with its value.
 *
 * @param key the name
 * @param value the content
 * @param revision the store's revision that wrote this value
 */
public record Entry(Key key, Value value, long revision) {}

package dev.gslb.cluster;

import java.util.Optional;

/**
 * The answer to a read of one key.
 *
 * @param revision the store's revision at the moment of the read
 * @param entry the entry, or nothing if the key is absent
 */
public record Lookup(long revision, Optional<Entry> entry) {}

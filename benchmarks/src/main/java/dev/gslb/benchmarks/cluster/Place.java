package dev.gslb.benchmarks.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Where a node runs.
 *
 * @param address that is its alone, so that its ports are the same each time it starts
 * @param prefix words that come before its command; empty where it runs in this network
 * @param access what it needs beyond the loopback network
 */
record Place(String address, List<String> prefix, Optional<Access> access) {
  static Place loopback(String address) {
    return new Place(address, List.of(), Optional.empty());
  }
}

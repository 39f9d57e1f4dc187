package dev.gslb.benchmarks.cluster;

import java.nio.file.Path;

/**
 * What lets the nodes of a cluster speak to each other and to their operator beyond the loopback
 * network.
 *
 * @param token of the management address
 * @param gossipKey 32 octets in Base64
 * @param certificate of one node, in PEM
 * @param key of that certificate, in PEM
 * @param authority that signed it, in PEM
 */
record Access(String token, String gossipKey, Path certificate, Path key, Path authority) {}

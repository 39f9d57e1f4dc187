/**
 * This server and its peers side by side: starts each on the loopback interface with the same data,
 * pinned to one CPU, loads it from another, and prints what an answer costs. The script {@code
 * benchmarks/peers/run} starts {@link dev.gslb.benchmarks.peers.Main}.
 */
@NullMarked
package dev.gslb.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

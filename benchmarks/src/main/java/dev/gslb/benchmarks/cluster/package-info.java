/** Three nodes as processes, and what becomes of clients when one of them fails. */
@NullMarked
package dev.gslb.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;

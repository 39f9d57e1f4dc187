/** Load for a long time, while everything changes. */
@NullMarked
package dev.gslb.benchmarks.soak;

import org.jspecify.annotations.NullMarked;

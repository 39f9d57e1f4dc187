/** What zones of millions of records take in memory and in time. Not part of the product. */
@NullMarked
package dev.gslb.benchmarks.memory;

import org.jspecify.annotations.NullMarked;

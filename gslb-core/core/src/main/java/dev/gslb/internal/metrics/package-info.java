/** Single-writer counters. */
@NullMarked
package dev.gslb.internal.metrics;

import org.jspecify.annotations.NullMarked;

/** Floods of datagrams and of connections, and what becomes of clients meanwhile. */
@NullMarked
package dev.gslb.benchmarks.flood;

import org.jspecify.annotations.NullMarked;

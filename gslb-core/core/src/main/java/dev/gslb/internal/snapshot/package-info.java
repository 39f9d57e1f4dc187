/** What the query path sees: one immutable snapshot at a time. */
@NullMarked
package dev.gslb.internal.snapshot;

import org.jspecify.annotations.NullMarked;

/** Applies commands and publishes snapshots; the single writer. */
@NullMarked
package dev.gslb.internal.control;

import org.jspecify.annotations.NullMarked;

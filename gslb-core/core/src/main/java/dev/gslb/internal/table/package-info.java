/** The persistent table of names that a zone is a view of. */
@NullMarked
package dev.gslb.internal.table;

import org.jspecify.annotations.NullMarked;

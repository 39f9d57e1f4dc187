/**
 * The immutable model of what is served: zones, their RRsets, and the names that a policy answers.
 *
 * <p>Every type here is a value that is safe to share between threads. Builders are not; they
 * belong to the thread that fills them, report all problems at once and leave nothing half built.
 */
@NullMarked
package dev.gslb.zone;

import org.jspecify.annotations.NullMarked;

/**
 * The health monitor and the check kinds {@code http}, {@code https} and {@code tcp}. Checks
 * observe; the monitor schedules, counts and reports.
 */
@NullMarked
package dev.gslb.health;

import org.jspecify.annotations.NullMarked;

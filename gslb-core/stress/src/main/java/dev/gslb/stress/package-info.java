/** What threads share without locks, tried on the hardware at hand. */
@NullMarked
package dev.gslb.stress;

import org.jspecify.annotations.NullMarked;

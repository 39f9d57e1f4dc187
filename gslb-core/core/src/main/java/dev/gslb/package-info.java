/**
 * The facade: an authoritative DNS server with global load balancing inside an application.
 *
 * <p>Begin with {@link dev.gslb.GslbServer#builder()}.
 */
@NullMarked
package dev.gslb;

import org.jspecify.annotations.NullMarked;

/** What plugins implement and what they are given: routers, health checks, transports, control. */
@NullMarked
package dev.gslb.spi;

import org.jspecify.annotations.NullMarked;

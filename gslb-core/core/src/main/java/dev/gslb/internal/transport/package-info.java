/** UDP and TCP over NIO channels. */
@NullMarked
package dev.gslb.internal.transport;

import org.jspecify.annotations.NullMarked;

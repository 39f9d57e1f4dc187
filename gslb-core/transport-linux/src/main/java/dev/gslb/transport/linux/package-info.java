/** DNS over UDP by recvmmsg(2) and sendmmsg(2), called through {@link java.lang.foreign}. */
@NullMarked
package dev.gslb.transport.linux;

import org.jspecify.annotations.NullMarked;

/** Exchanging zones with other servers: transfers, their signatures, and who may ask for them. */
@NullMarked
package dev.gslb.internal.exchange;

import org.jspecify.annotations.NullMarked;

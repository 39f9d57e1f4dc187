/**
 * What operators say at run time, taken from a {@link dev.gslb.cluster.StateStore} to a server, and
 * when the server may answer.
 */
@NullMarked
package dev.gslb.cluster.runtime;

import org.jspecify.annotations.NullMarked;

/** Which nodes are there, and messages between them, on JGroups. */
@NullMarked
package dev.gslb.cluster.gossip;

import org.jspecify.annotations.NullMarked;

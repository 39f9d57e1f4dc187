/** The state store and the election of a cluster whose nodes share an etcd v3. */
@NullMarked
package dev.gslb.cluster.etcd;

import org.jspecify.annotations.NullMarked;

/**
 * A cluster whose nodes replicate their state among themselves by Raft, with Apache Ratis. Options
 * and meaning: {@link dev.gslb.cluster.ratis.RatisBackendProvider}.
 */
@NullMarked
package dev.gslb.cluster.ratis;

import org.jspecify.annotations.NullMarked;

package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Operation;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** Ratis' settings, from ours. */
final class RaftSettings {

  // An entry is an operation with little around it; several go into one message.
  private static final long APPEND_BYTES = Math.max(2L << 20, Operation.MAX_BYTES + (64L << 10));
  private static final long MESSAGE_BYTES = APPEND_BYTES + (2L << 20);
  private static final long WRITE_BUFFER_BYTES = APPEND_BYTES + (64L << 10);
  private static final long SEGMENT_BYTES = 8L << 20;
  private static final long PREALLOCATED_BYTES = 1L << 20;
  private static final long CACHED_BYTES = 8L << 20;
  private static final int CACHED_SEGMENTS = 2;
  private static final long WAITING_BYTES = 16L << 20;
  private static final long CHUNK_BYTES = 1L << 20;
  private static final long WINDOW_BYTES = 1L << 20;
  private static final int SNAPSHOTS_KEPT = 2;
  // Followers that lag by less get the log instead of a snapshot.
  private static final int ENTRIES_KEPT = 1024;
  private static final Duration LEAST_REQUEST = Duration.ofSeconds(1);
  private static final Duration NEVER = Duration.ofDays(10_000);

  // How long the leader pauses before it writes to a follower that failed so often. The default
  // goes up to 5 s, in which a node that came back stands for election; and after 1030 failures
  // there would be no pause at all.
  private static final String RETRIES = "1ms,5, 20ms,20, 100ms,2000000000";

  private RaftSettings() {}

  /** Names the group of a cluster: the same name, the same group. */
  static RaftGroupId group(String cluster) {
    byte[] name = ("dev.gslb.cluster:" + cluster).getBytes(StandardCharsets.UTF_8);
    return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(name));
  }

  static RaftProperties properties(RatisConfig config, Path logs) {
    RaftProperties properties = new RaftProperties();
    properties.set(RaftConfigKeys.Rpc.TYPE_KEY, CountingRpc.class.getName());
    RaftServerConfigKeys.setStorageDir(properties, List.of(logs.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(properties, new File(logs.toFile(), "removed"));
    // A process that was stopped and goes on must not shut its server down.
    RaftServerConfigKeys.setCloseThreshold(properties, time(NEVER));
    setTimes(config, properties);
    setLog(config, properties);
    setNetwork(config, properties);
    return properties;
  }

  private static void setTimes(RatisConfig config, RaftProperties properties) {
    Duration max = config.electionMax();
    Duration request = max.multipliedBy(2);
    Rpc.setTimeoutMin(properties, time(config.electionMin()));
    Rpc.setTimeoutMax(properties, time(max));
    Rpc.setFirstElectionTimeoutMin(properties, time(config.electionMin()));
    Rpc.setFirstElectionTimeoutMax(properties, time(max));
    Rpc.setRequestTimeout(
        properties, time(request.compareTo(LEAST_REQUEST) > 0 ? request : LEAST_REQUEST));
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(10, TimeUnit.SECONDS));
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    // How long a leader that lost its majority holds back; the default of 10 s is for clusters
    // whose leader must not come back soon.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, time(max));
  }

  private static void setLog(RatisConfig config, RaftProperties properties) {
    Log.setUnsafeFlushEnabled(properties, false);
    Log.setAsyncFlushEnabled(properties, false);
    Log.setCorruptionPolicy(properties, Log.CorruptionPolicy.EXCEPTION);
    // Would write a second entry for each, only to know sooner after a restart what was committed.
    Log.setLogMetadataEnabled(properties, false);
    Log.setSegmentSizeMax(properties, bytes(SEGMENT_BYTES));
    Log.setPreallocatedSize(properties, bytes(PREALLOCATED_BYTES));
    Log.setWriteBufferSize(properties, bytes(WRITE_BUFFER_BYTES));
    Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS);
    Log.setSegmentCacheSizeMax(properties, bytes(CACHED_BYTES));
    Log.setQueueByteLimit(properties, bytes(WAITING_BYTES));
    Log.setPurgeUptoSnapshotIndex(properties, true);
    Log.setPurgePreservationLogNum(properties, ENTRIES_KEPT);
    Log.setPurgeGap(properties, Math.min(ENTRIES_KEPT, config.snapshotThreshold()));
    Log.Appender.setBufferByteLimit(properties, bytes(APPEND_BYTES));
    Log.Appender.setSnapshotChunkSizeMax(properties, bytes(CHUNK_BYTES));
    Log.Appender.setRetryPolicy(properties, RETRIES);
    Log.Appender.setInstallSnapshotEnabled(properties, true);
    RaftServerConfigKeys.Write.setByteLimit(properties, bytes(WAITING_BYTES));
    Snapshot.setAutoTriggerEnabled(properties, true);
    Snapshot.setAutoTriggerThreshold(properties, config.snapshotThreshold());
    Snapshot.setCreationGap(properties, 1);
    Snapshot.setTriggerWhenStopEnabled(properties, false);
    Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
  }

  private static void setNetwork(RatisConfig config, RaftProperties properties) {
    GrpcConfigKeys.Server.setHost(properties, config.bind().host());
    GrpcConfigKeys.Server.setPort(properties, config.bind().port());
    // 0 is gRPC's own threads, which all connections of the process share; others take 2 s to end.
    GrpcConfigKeys.Server.setBossGroupSize(properties, 0);
    GrpcConfigKeys.Server.setWorkerGroupSize(properties, 0);
    GrpcConfigKeys.Client.setWorkerGroupSize(properties, 0);
    GrpcConfigKeys.setMessageSizeMax(properties, bytes(MESSAGE_BYTES));
    GrpcConfigKeys.setFlowControlWindow(properties, bytes(WINDOW_BYTES));
  }

  static int mostMessageBytes() {
    return (int) MESSAGE_BYTES;
  }

  static @Nullable GrpcTlsConfig tls(RatisConfig config) {
    return config
        .tls()
        .map(
            files ->
                new GrpcTlsConfig(
                    files.key().toFile(), files.cert().toFile(), files.ca().toFile(), true))
        .orElse(null);
  }

  private static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static SizeInBytes bytes(long count) {
    return SizeInBytes.valueOf(count);
  }
}

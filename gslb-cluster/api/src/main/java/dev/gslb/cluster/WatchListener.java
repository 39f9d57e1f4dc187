package dev.gslb.cluster;

import java.util.List;

/**
 * Learns of changes. Calls come one at a time, on a thread of the store, which the listener must
 * not block. An exception ends the watch with {@link #failed}.
 */
public interface WatchListener {

  /**
   * Reports the changes of one revision to keys with the watched prefix. Revisions come in order;
   * those left out changed no such key.
   *
   * @param revision of the store, greater than in the call before
   * @param changes all that it made to such keys
   */
  void changed(long revision, List<Change> changes);

  /**
   * Reports that changes which were asked for are no longer kept: what was known is out of date,
   * and must be listed again. The watch is over.
   *
   * @param oldestRevision the first revision that can still be watched from
   */
  void compacted(long oldestRevision);

  /**
   * Reports that the store can no longer watch. The watch is over.
   *
   * @param reason why
   */
  void failed(StateStoreException reason);
}

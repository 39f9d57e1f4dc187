package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps what was changed in dynamic zones, beside their files. The updates of a zone stand in a row
 * and each has a position, greater than that of the one before. Servers that share a journal serve
 * the same. Safe for any thread; no method blocks.
 */
public interface ZoneJournal {
  /** Keeps nothing, and refuses all. */
  ZoneJournal NONE =
      new ZoneJournal() {
        @Override
        public CompletableFuture<?> follow(Listener listener) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Boolean> append(DomainName apex, long after, ZoneUpdate update) {
          return CompletableFuture.failedFuture(
              new IllegalStateException("the server has no journal"));
        }
      };

  /** The position before the first update. */
  long START = 0;

  /**
   * Tells what is kept, and from then on each update, whichever server made it.
   *
   * @param listener is told by one thread at a time
   * @return completes when what was known at the time of the call is served
   */
  CompletableFuture<?> follow(Listener listener);

  /**
   * Adds an update to the end of the row, if the row ends where the caller believes.
   *
   * @param apex of the zone
   * @param after the position of the last update that the caller knows, or {@link #START}
   * @param update what it makes of the zone, the new SOA included
   * @return whether it was added; if so, it is durable, and the listener is told of it before or
   *     after that. If not, another update came first
   */
  CompletableFuture<Boolean> append(DomainName apex, long after, ZoneUpdate update);

  /**
   * Says whether this server is the one that raises the serials of zones for all that share the
   * journal, when names that policies answer have other addresses.
   *
   * @return true if no other does
   */
  default boolean leads() {
    return true;
  }

  /** Learns of updates. */
  interface Listener {
    /**
     * Takes all updates of a zone at once. May be told again, when changes were missed.
     *
     * @param apex of the zone
     * @param position of the last update
     * @param sum of all updates
     * @return completes when the zone is served so; exceptionally if it cannot be
     */
    CompletableFuture<?> kept(DomainName apex, long position, ZoneUpdate sum);

    /**
     * Takes one update.
     *
     * @param apex of the zone
     * @param position of the update; one that is known already changes nothing
     * @param update what it makes of the zone
     */
    void updated(DomainName apex, long position, ZoneUpdate update);
  }
}

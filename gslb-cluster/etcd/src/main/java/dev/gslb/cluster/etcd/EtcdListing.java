package dev.gslb.cluster.etcd;

import com.google.protobuf.ByteString;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Listing;
import dev.gslb.cluster.StateStoreException;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/*
 * etcd limits a range by the count of its keys only, and builds the whole answer in memory. A value
 * may have 1 MiB. So a page is read in chunks, all at the revision of the first: a small one, then
 * each sized by what the values were like so far. A chunk that is too large after all is asked for
 * again, as small as it takes for the largest values.
 */
/** Reads one page of a listing. Confined to the store's executor. */
final class EtcdListing {
  private static final int SAFE_CHUNK = 32; // of the largest values fit into an answer
  private static final int MAX_CHUNK = 2_000;
  private static final int CHUNK_BYTES = 512 << 10;
  private static final int PAGE_BYTES = 2 << 20;

  private final EtcdCalls calls;
  private final EtcdKeys keys;
  private final Executor executor;
  private final ByteString end;
  private final int limit;
  private final List<Entry> entries = new ArrayList<>();
  private final CompletableFuture<Listing> page = new CompletableFuture<>();
  private ByteString next;
  private long revision;
  private long bytes;
  private long pairs;

  private EtcdListing(
      EtcdCalls calls,
      EtcdKeys keys,
      Executor executor,
      ByteString first,
      ByteString end,
      int limit) {
    this.calls = calls;
    this.keys = keys;
    this.executor = executor;
    this.next = first;
    this.end = end;
    this.limit = limit;
  }

  static CompletableFuture<Listing> read(
      EtcdCalls calls,
      EtcdKeys keys,
      Executor executor,
      String prefix,
      Optional<Key> after,
      int limit) {
    ByteString first = keys.first(prefix);
    if (after.isPresent()) {
      ByteString behind = keys.after(after.get());
      boolean later = ByteString.unsignedLexicographicalComparator().compare(behind, first) > 0;
      first = later ? behind : first;
    }
    EtcdListing listing = new EtcdListing(calls, keys, executor, first, keys.end(prefix), limit);
    listing.chunk(SAFE_CHUNK);
    return listing.page;
  }

  private void chunk(int most) {
    int count = Math.min(most, limit - entries.size());
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(next)
            .setRangeEnd(end)
            .setLimit(count)
            .setRevision(revision)
            .build();
    var unused =
        calls
            .read(KVGrpc.getRangeMethod(), request, executor)
            .whenComplete(
                (response, error) -> {
                  try {
                    if (error == null) {
                      add(response);
                    } else {
                      failed(EtcdErrors.bare(error), count);
                    }
                  } catch (RuntimeException e) {
                    page.completeExceptionally(EtcdErrors.bare(e));
                  }
                });
  }

  private void add(RangeResponse response) {
    if (revision == 0) {
      revision = response.getHeader().getRevision();
    }
    for (KeyValue pair : response.getKvsList()) {
      bytes += pair.getValue().size();
      pairs++;
      if (bytes > PAGE_BYTES && !entries.isEmpty()) {
        page.complete(new Listing(revision, entries, true));
        return;
      }
      keys.entry(pair).ifPresent(entries::add);
      next = pair.getKey().concat(ByteString.copyFrom(new byte[1]));
    }
    if (!response.getMore() || entries.size() >= limit || response.getKvsCount() == 0) {
      page.complete(new Listing(revision, entries, response.getMore()));
    } else {
      long average = Math.max(1, bytes / pairs);
      chunk((int) Math.max(SAFE_CHUNK, Math.min(MAX_CHUNK, CHUNK_BYTES / average)));
    }
  }

  private void failed(StateStoreException error, int count) {
    boolean tooLarge = EtcdErrors.is(error, Status.Code.RESOURCE_EXHAUSTED);
    boolean compacted = EtcdErrors.is(error, Status.Code.OUT_OF_RANGE);
    if (tooLarge && count > SAFE_CHUNK) {
      chunk(SAFE_CHUNK);
    } else if (compacted && !entries.isEmpty()) {
      page.complete(new Listing(revision, entries, true));
    } else {
      page.completeExceptionally(error);
    }
  }
}

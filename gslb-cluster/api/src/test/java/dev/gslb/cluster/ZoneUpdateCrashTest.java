package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.runtime.StoredZoneJournal;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that crashes during a stream of updates, its disk keeping what was forced and any part
 * of the rest: the zone has all that was acknowledged, and of the rest a beginning.
 */
class ZoneUpdateCrashTest {
  private static final DomainName APEX = DomainName.of("example.org");
  private static final int UPDATES = 300;
  private static final int CRASH_EACH = 10;

  @TempDir Path directory;

  /** A crash: how many updates were acknowledged before, begun at all, and what is left. */
  private record Crash(int acknowledged, int begun, Path left) {}

  /** Remembers the sum of all updates. */
  private static final class Sum implements ZoneJournal.Listener {
    private final Map<String, String> addresses = new TreeMap<>();
    private long position;

    @Override
    public synchronized CompletableFuture<?> kept(DomainName apex, long at, ZoneUpdate sum) {
      updated(apex, at, sum);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void updated(DomainName apex, long at, ZoneUpdate update) {
      for (RRset rrset : update.change().added()) {
        addresses.put(rrset.owner().toString(), rrset.toString());
      }
      position = at;
      notifyAll();
    }

    synchronized long position() {
      return position;
    }

    synchronized void await(long wanted) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (position < wanted && System.nanoTime() < deadline) {
        wait(1_000);
      }
      assertThat(position).isEqualTo(wanted);
    }

    synchronized Map<String, String> addresses() {
      return new TreeMap<>(addresses);
    }
  }

  private static ZoneUpdate update(int number) {
    DomainName owner = DomainName.of("h" + number % 40 + ".example.org");
    String address = "192.0." + number / 256 + "." + number % 256;
    RRset rrset = RRset.of(owner, RecordType.A, 60, address);
    return ZoneUpdate.of(new ZoneChange(List.of(), List.of(rrset)));
  }

  private static StateStore open(Path file) {
    return LocalStateStore.start(new EntryFile(file, UnforcedDisk.scheme()), 10, System::nanoTime);
  }

  @Test
  void zone_afterCrashAtAnyMoment_hasAllThatWasAcknowledged() throws Exception {
    Path file = directory.resolve("state");
    open(file).close(); // a new file is made beside it first
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger acknowledged = new AtomicInteger();
    List<Crash> crashes = new ArrayList<>();
    Random chance = new Random(5);
    UnforcedDisk.Content disk = UnforcedDisk.of(file);
    disk.beforeEach(
        () -> {
          if (chance.nextInt(CRASH_EACH) == 0) {
            Path left = directory.resolve("left-" + crashes.size());
            int sure = acknowledged.get();
            write(left, disk.afterCrash(chance));
            crashes.add(new Crash(sure, begun.get(), left));
          }
        });
    try (StateStore store = open(file);
        StoredZoneJournal journal = StoredZoneJournal.start(store, () -> true)) {
      Sum served = new Sum();
      journal.loaded().get(30, TimeUnit.SECONDS);
      journal.follow(served).get(30, TimeUnit.SECONDS);
      while (begun.get() < UPDATES) {
        int number = begun.getAndIncrement();
        assertThat(journal.append(APEX, number, update(number)).get(30, TimeUnit.SECONDS)).isTrue();
        acknowledged.incrementAndGet();
        served.await(number + 1);
      }
    }
    disk.beforeEach(() -> {});

    assertThat(crashes).hasSizeGreaterThan(20);
    for (Crash crash : crashes) {
      checkWhatIsLeft(crash);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkWhatIsLeft(Crash crash) throws Exception {
    Sum sum = new Sum();
    try (StateStore store = LocalStateStore.open(crash.left());
        StoredZoneJournal journal = StoredZoneJournal.start(store, () -> true)) {
      journal.loaded().get(30, TimeUnit.SECONDS);
      journal.follow(sum).get(30, TimeUnit.SECONDS);
    }
    assertThat(sum.position()).isBetween((long) crash.acknowledged(), (long) crash.begun());
    Sum expected = new Sum();
    for (int number = 0; number < sum.position(); number++) {
      expected.updated(APEX, number + 1, update(number));
    }
    assertThat(sum.addresses()).isEqualTo(expected.addresses());
  }
}

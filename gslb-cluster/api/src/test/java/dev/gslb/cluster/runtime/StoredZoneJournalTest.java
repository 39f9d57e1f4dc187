package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Updates of zones in a store that several servers may share. */
class StoredZoneJournalTest {
  private static final DomainName APEX = DomainName.of("0/25.2.0.192.in-addr.arpa");
  private static final DomainName OTHER = DomainName.of("Example.ORG");
  private static final ZoneChange NOTHING = new ZoneChange(List.of(), List.of());

  private final StateStore store = LocalStateStore.inMemory();
  private final List<StoredZoneJournal> journals = new ArrayList<>();

  @AfterEach
  void close() {
    journals.forEach(StoredZoneJournal::close);
    store.close();
  }

  /** A server that serves what a journal tells. */
  private static final class Served implements ZoneJournal.Listener {
    private final Map<DomainName, Map<ZoneChange.Key, Optional<RRset>>> zones = new HashMap<>();
    private final Map<DomainName, Long> positions = new HashMap<>();

    @Override
    public synchronized CompletableFuture<?> kept(DomainName apex, long position, ZoneUpdate sum) {
      zones.put(apex, new HashMap<>());
      sum.putTo(zones.get(apex));
      positions.put(apex, position);
      notifyAll();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void updated(DomainName apex, long position, ZoneUpdate update) {
      if (position > position(apex)) {
        update.putTo(zones.computeIfAbsent(apex, unused -> new HashMap<>()));
        positions.put(apex, position);
        notifyAll();
      }
    }

    synchronized void await(DomainName apex, long position) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (position(apex) < position && System.nanoTime() < deadline) {
        wait(1_000);
      }
      assertThat(position(apex)).isEqualTo(position);
    }

    synchronized long position(DomainName apex) {
      return positions.getOrDefault(apex, ZoneJournal.START);
    }

    synchronized Map<ZoneChange.Key, Optional<RRset>> content(DomainName apex) {
      return Map.copyOf(zones.getOrDefault(apex, Map.of()));
    }
  }

  private StoredZoneJournal journal() throws Exception {
    StoredZoneJournal journal = StoredZoneJournal.start(store, () -> true);
    journals.add(journal);
    journal.loaded().get(30, TimeUnit.SECONDS);
    return journal;
  }

  private static Served following(StoredZoneJournal journal) throws Exception {
    Served served = new Served();
    journal.follow(served).get(30, TimeUnit.SECONDS);
    return served;
  }

  private static ZoneUpdate address(String owner, int last) {
    RRset rrset =
        RRset.of(DomainName.of(owner), RecordType.A, 60, "192.0." + last / 256 + "." + last % 256);
    return ZoneUpdate.of(new ZoneChange(List.of(), List.of(rrset)));
  }

  private static ZoneChange.Key key(String owner) {
    return new ZoneChange.Key(DomainName.of(owner), RecordType.A);
  }

  private static boolean append(ZoneJournal journal, DomainName apex, long after, ZoneUpdate update)
      throws Exception {
    return journal.append(apex, after, update).get(30, TimeUnit.SECONDS);
  }

  @Test
  void append_isToldToAllServersAndKept() throws Exception {
    StoredZoneJournal one = journal();
    Served here = following(one);
    Served there = following(journal());

    assertThat(append(one, APEX, 0, address("1.0/25.2.0.192.in-addr.arpa", 1))).isTrue();
    assertThat(append(one, OTHER, 0, address("www.example.org", 2))).isTrue();

    here.await(OTHER, 1);
    there.await(APEX, 1);
    there.await(OTHER, 1);
    assertThat(following(journal()).content(APEX)).isEqualTo(there.content(APEX)).hasSize(1);
    assertThat(one.isFollowing()).isTrue();
  }

  @Test
  void append_afterAnotherServersUpdate_isNotMade() throws Exception {
    StoredZoneJournal one = journal();
    StoredZoneJournal two = journal();
    Served served = following(two);
    assertThat(append(one, OTHER, 0, address("a.example.org", 1))).isTrue();

    assertThat(append(two, OTHER, 0, address("b.example.org", 2))).isFalse();

    served.await(OTHER, 1);
    assertThat(append(two, OTHER, 1, address("b.example.org", 2))).isTrue();
    assertThat(append(one, OTHER, 5, address("b.example.org", 2))).isFalse();
  }

  @Test
  void manyUpdates_arePutTogether_andComeToTheSame() throws Exception {
    StoredZoneJournal journal = journal();
    Served all = following(journal);
    Served other = following(journal());
    Random random = new Random(7);
    List<ZoneUpdate> updates = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      String owner = "h" + random.nextInt(50) + ".example.org";
      ZoneUpdate update =
          switch (random.nextInt(8)) {
            case 0 -> ZoneUpdate.of(new ZoneChange(List.of(key(owner)), List.of()));
            case 1 -> new ZoneUpdate(NOTHING, Set.of(key(owner)));
            default -> address(owner, i);
          };
      updates.add(update);
      assertThat(append(journal, OTHER, i, update)).isTrue();
      all.await(OTHER, i + 1);
    }

    Served expected = new Served();
    var unused = expected.kept(OTHER, 700, ZoneUpdate.sum(updates));
    other.await(OTHER, 700);
    assertThat(all.content(OTHER)).isEqualTo(expected.content(OTHER));
    assertThat(other.content(OTHER)).isEqualTo(expected.content(OTHER));
    assertThat(following(journal()).content(OTHER)).isEqualTo(expected.content(OTHER));
    int entries =
        store.list("zones/", Optional.empty(), 1_000).get(30, TimeUnit.SECONDS).entries().size();
    assertThat(entries).isBetween(1, 200);
  }

  @Test
  void namesThatCameAndWent_leaveNothing() throws Exception {
    StoredZoneJournal journal = journal();
    Served served = following(journal);
    for (int i = 0; i < 600; i += 2) {
      String owner = "h" + i + ".example.org";
      assertThat(append(journal, OTHER, i, address(owner, i))).isTrue();
      served.await(OTHER, i + 1);
      assertThat(append(journal, OTHER, i + 1, new ZoneUpdate(NOTHING, Set.of(key(owner)))))
          .isTrue();
      served.await(OTHER, i + 2);
    }

    assertThat(served.content(OTHER)).isEmpty();
    List<Entry> entries =
        store.list("zones/", Optional.empty(), 1_000).get(30, TimeUnit.SECONDS).entries();
    int rrsets =
        entries.stream().mapToInt(entry -> entry.value().text().split("owner").length - 1).sum();
    assertThat(rrsets).as("RRsets that are remembered").isLessThan(300);
  }

  @Test
  void entryThatCannotBeRead_isPassedOver() throws Exception {
    for (String key : List.of("zones/", "zones/x", "zones/example.org./zz")) {
      store
          .commit(Transaction.put(new Key(key), Value.of("{\"rrsets\": []}")))
          .get(30, TimeUnit.SECONDS);
    }
    String bad = "zones/example.org./0000000000000001";
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "{\"rrsets\": 1}",
            "{\"rrsets\": [{\"owner\": \"a.example.org\"}]}",
            "{\"rrsets\":[{\"owner\":\"a\",\"type\":\"A\",\"rdata\":[\"0\"]}]}")) {
      store.commit(Transaction.put(new Key(bad), Value.of(text))).get(30, TimeUnit.SECONDS);
      assertThat(following(journal()).position(OTHER)).as(text).isZero();
    }
    store
        .commit(
            Transaction.put(
                new Key("zones/example.org./0000000000000002"),
                Value.of(
                    "{\"later\":{},\"rrsets\":[{\"x\":1,\"owner\":\"a.example.org\","
                        + "\"type\":\"TYPE65280\",\"ttl\":5,\"rdata\":[\"00ff\"]}]}")))
        .get(30, TimeUnit.SECONDS);

    Served served = following(journal());

    assertThat(served.position(OTHER)).isEqualTo(2);
    assertThat(served.content(OTHER)).hasSize(1);
  }
}

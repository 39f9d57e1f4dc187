package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in the store, as whoever serves it is told. */
class AdditionFeedTest {
  private static final GeoMapping OFFICE =
      new GeoMapping(GeoPrefix.of("10.0.0.0/8"), "eu", "the office");

  private final StateStore store = LocalStateStore.inMemory();
  private final Registrations registrations = new Registrations(store);
  private final GeoMappings mappings = new GeoMappings(store);
  private final BlockingQueue<AdditionFeed.Said> told = new LinkedBlockingQueue<>();
  private final AdditionFeed feed = AdditionFeed.start(store, 1);

  @AfterEach
  void close() {
    feed.close();
    store.close();
  }

  private static Registration registration(String place) {
    RegistrationTarget target = RegistrationTarget.of("www.example.com", place);
    return new Registration(target, "us", 100, Duration.ofSeconds(30));
  }

  private AdditionFeed.Said next() throws InterruptedException {
    AdditionFeed.Said said = told.poll(30, TimeUnit.SECONDS);
    if (said == null) {
      throw new AssertionError("nothing was told");
    }
    return said;
  }

  /** What is told when the store has come to rest. */
  private AdditionFeed.Said awaitRegistrations(int count) throws InterruptedException {
    AdditionFeed.Said said = next();
    while (said.registrations().size() != count) {
      said = next();
    }
    return said;
  }

  private void attach() throws Exception {
    feed.attach(told::add).get(30, TimeUnit.SECONDS);
  }

  @Test
  void attach_tellsWhatIsThereThenEachChange() throws Exception {
    registrations.register(registration("192.0.2.1:80")).join();
    mappings.map(OFFICE).join();
    AdditionFeed second = AdditionFeed.start(store, 1);
    assertThat(second.loaded().get(30, TimeUnit.SECONDS).registrations()).hasSize(1);
    second.attach(told::add).get(30, TimeUnit.SECONDS);

    AdditionFeed.Said first = next();
    assertThat(first.registrations()).containsExactly(registration("192.0.2.1:80"));
    assertThat(first.mappings()).containsExactly(OFFICE);
    assertThat(second.isFollowing()).isTrue();

    registrations.deregister(registration("192.0.2.1:80").target()).join();
    assertThat(awaitRegistrations(0).mappings()).containsExactly(OFFICE);
    mappings.unmap(OFFICE.prefix()).join();
    AdditionFeed.Said last = next();
    while (!last.mappings().isEmpty()) {
      last = next();
    }
    assertThat(second.said()).isEqualTo(last);
    second.close();
  }

  @Test
  void leaseThatEnds_isTold() throws Exception {
    attach();
    Registration registration = registration("192.0.2.1:80");
    registrations.register(registration).join();
    assertThat(awaitRegistrations(1).registrations()).containsExactly(registration);

    Key key = Registrations.key(registration.target());
    store.revokeLease(store.get(key).join().entry().orElseThrow().lease().orElseThrow()).join();

    assertThat(awaitRegistrations(0).registrations()).isEmpty();
  }

  @Test
  void badEntries_ofAnotherProgram_arePassedOverAndCounted() throws Exception {
    attach();
    List<Change> bad = new ArrayList<>();
    List<String> keys =
        List.of("a", "www.example.com", "www.example.com/192.0.2.1", "WWW/192.0.2.1:80", "a/b/c");
    keys.forEach(key -> bad.add(put("services/" + key, "{\"region\":\"us\"}")));
    int port = 1;
    for (String json :
        List.of(
            "",
            "7",
            "{}",
            "{\"region\":7}",
            "{\"region\":\"us\",\"weight\":99999999999}",
            "{\"region\":\"us\",\"ttl\":\"1s\"}",
            "{\"region\":\"us\",\"weight\":\"1\"}")) {
      bad.add(put("services/www.example.com/192.0.2.1:" + port++, json));
    }
    bad.add(put("geo/mappings/10.0.0.1/8", "{\"region\":\"us\"}"));
    bad.add(put("geo/mappings/10.0.0.0/8", "{}"));
    store.commit(new Transaction(List.of(), bad)).join();

    registrations.register(registration("192.0.2.7:80")).join();

    AdditionFeed.Said said = awaitRegistrations(1);
    while (said.passedOver() != bad.size()) {
      said = next();
    }
    assertThat(said.registrations()).containsExactly(registration("192.0.2.7:80"));
    store.commit(Transaction.delete(new Key("services/a"))).join();
    assertThat(next().passedOver()).isEqualTo(bad.size() - 1);
  }

  private static Change put(String key, String json) {
    return new Change.Put(new Key(key), Value.of(json));
  }

  @Test
  void json_writtenByHand_isRead() throws Exception {
    attach();
    String json = "{\"region\": \"us\", \"owner\": {\"team\": [1]}}";
    store
        .commit(Transaction.put(new Key("services/www.example.com/192.0.2.1:80"), Value.of(json)))
        .join();

    assertThat(awaitRegistrations(1).registrations()).containsExactly(registration("192.0.2.1:80"));
  }

  @Test
  void values_moreThanTheLimit_areTheFirstByKey() {
    EntryView<Integer> view = new EntryView<>(entry -> 1, 2, () -> {});
    view.change(1, List.of(put("c", ""), put("b", ""), put("a", "")));

    assertThat(view.values()).hasSize(2);
    assertThat(view.passedOver()).isEqualTo(1);
  }
}

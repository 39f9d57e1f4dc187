package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registrations in a store, and the forms of what they are made of. */
class RegistrationsTest {
  private static final RegistrationTarget TARGET =
      RegistrationTarget.of("www.example.com", "192.0.2.1:80");
  private static final Key KEY = new Key("services/www.example.com/192.0.2.1:80");

  private final StateStore store = LocalStateStore.inMemory();
  private final Registrations registrations = new Registrations(store);

  @AfterEach
  void close() {
    store.close();
  }

  private static Registration registration(int weight, Duration time) {
    return new Registration(TARGET, "us", weight, time);
  }

  private static <T> T await(CompletableFuture<T> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  private Optional<Entry> entry() throws Exception {
    return await(store.get(KEY)).entry();
  }

  private LeaseId lease() throws Exception {
    return entry().orElseThrow().lease().orElseThrow();
  }

  @Test
  void register_new_isWrittenWithALeaseOfItsTime() throws Exception {
    assertThat(await(registrations.register(registration(7, Duration.ofSeconds(5))))).isTrue();

    assertThat(Registrations.read(entry().orElseThrow()))
        .isEqualTo(registration(7, Duration.ofSeconds(5)));
    assertThat(await(store.leaseTime(lease()))).contains(Duration.ofSeconds(5));
  }

  @Test
  void register_again_renewsTheLeaseAndCostsNoRevision() throws Exception {
    await(registrations.register(registration(7, Duration.ofSeconds(30))));
    Entry before = entry().orElseThrow();

    assertThat(await(registrations.register(registration(7, Duration.ofSeconds(30))))).isFalse();

    assertThat(entry()).contains(before);
  }

  @Test
  void register_otherWeight_keepsTheLease() throws Exception {
    await(registrations.register(registration(7, Duration.ofSeconds(30))));
    LeaseId lease = lease();

    assertThat(await(registrations.register(registration(8, Duration.ofSeconds(30))))).isTrue();

    assertThat(lease()).isEqualTo(lease);
    assertThat(Registrations.read(entry().orElseThrow()).weight()).isEqualTo(8);
  }

  @Test
  void register_otherTime_replacesTheLease() throws Exception {
    await(registrations.register(registration(7, Duration.ofSeconds(30))));
    LeaseId lease = lease();

    assertThat(await(registrations.register(registration(7, Duration.ofSeconds(60))))).isTrue();

    assertThat(await(store.leaseTime(lease()))).contains(Duration.ofSeconds(60));
    await(store.revokeLease(lease));
    assertThat(entry()).as("not of the lease before").isPresent();
  }

  @Test
  void register_overWhatSomebodyElseWrote_replacesIt() throws Exception {
    await(store.commit(Transaction.put(KEY, Value.of("not JSON"))));

    assertThat(await(registrations.register(registration(7, Duration.ofSeconds(30))))).isTrue();

    assertThat(await(store.leaseTime(lease()))).isPresent();
  }

  @Test
  void lease_thatEnds_takesTheRegistrationAlong() throws Exception {
    await(registrations.register(registration(7, Duration.ofSeconds(30))));

    await(store.revokeLease(lease()));

    assertThat(entry()).isEmpty();
    assertThat(await(registrations.register(registration(7, Duration.ofSeconds(30))))).isTrue();
  }

  @Test
  void deregister_deletesIt() throws Exception {
    await(registrations.register(registration(7, Duration.ofSeconds(30))));

    assertThat(await(registrations.deregister(TARGET))).isTrue();

    assertThat(entry()).isEmpty();
    assertThat(await(registrations.deregister(TARGET))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "WWW.Example.COM., 192.0.2.1:80, www.example.com/192.0.2.1:80",
    "*.example.com, [2001:DB8:0:0:0:0:0:1]:443, *.example.com/[2001:db8::1]:443",
    "a.b, [::]:1, a.b/[::]:1",
    "a.b, [1:0:0:2::]:1, a.b/[1:0:0:2::]:1",
    "a.b, [0:1:2:3:4:5:6:7]:65535, a.b/[0:1:2:3:4:5:6:7]:65535",
  })
  void target_inAnyForm_hasOneForm(String service, String place, String form) {
    RegistrationTarget target = RegistrationTarget.of(service, place);

    assertThat(target).hasToString(form);
    assertThat(Registrations.place(Registrations.key(target))).contains(target);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, 192.0.2.1:80, service",
    "a..b, 192.0.2.1:80, service",
    "a.b, 192.0.2.1, address:port",
    "a.b, 192.0.2.1:0, port 0",
    "a.b, 192.0.2.1:65536, port 65536",
    "a.b, 2001:db8::1:80, address:port",
    "a.b, [192.0.2.1]:80, address:port",
    "a.b, host.example:80, address:port",
    "a.b, 192.0.2.256:80, address:port",
  })
  void target_ofAnotherForm_isRefusedAndSaysWhy(String service, String place, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistrationTarget.of(service, place))
        .withMessageContaining(message)
        .withMessageContaining("expected");
  }

  @Test
  void registration_outOfRange_isRefusedAndSaysWhy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registration(65536, Duration.ofSeconds(30)))
        .withMessage("weight 65536 (expected: 0..65535)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registration(1, Duration.ofMillis(4999)))
        .withMessage("ttl 4999ms (expected: 5s..1h)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Registration(TARGET, "u s", 1, Duration.ofSeconds(30)))
        .withMessageContaining("region 'u s'");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:DB8::/32, 2001:db8::/32",
    "192.0.2.1/32, 192.0.2.1/32",
  })
  void prefix_hasOneForm(String text, String form) {
    assertThat(GeoPrefix.of(text)).hasToString(form);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, 'as in 10.0.0.0/8'",
    "10.0.0.0/33, 'prefix length 33 (expected: 0..32)'",
    "10.0.0.0, 'a prefix such as'",
    "2001:db8::1/64, 'as in 2001:db8::/64'",
    "host/8, 'a prefix such as'",
  })
  void prefix_ofAnotherForm_isRefusedAndSaysWhy(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeoPrefix.of(text))
        .withMessageContaining(message);
  }
}

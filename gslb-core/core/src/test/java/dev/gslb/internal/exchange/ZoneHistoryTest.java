package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.exchange.ZoneHistory.Step;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A difference leads from one content to another: a serial that stands for two has none. */
class ZoneHistoryTest {
  private final ZoneHistory history = new ZoneHistory();
  private PackedZone latest = zone(1);

  private static ZoneBuilder builder(long serial) {
    return Zone.builder("example")
        .add("example", "SOA", 60, "ns.example. host.example. " + serial + " 1 1 1 1")
        .add("example", "NS", 60, "ns.elsewhere.");
  }

  private static PackedZone zone(long serial, String... owners) {
    ZoneBuilder zone = builder(serial);
    for (String owner : owners) {
      zone.add(owner + ".example", "A", 60, "192.0.2.1");
    }
    return zone(zone);
  }

  private static PackedZone zone(ZoneBuilder builder) {
    return (PackedZone) builder.build();
  }

  private void note(long serial, String... owners) {
    latest = zone(serial, owners);
    history.note(latest, true);
  }

  /** The serials from which the steps lead to the latest version. */
  private List<Long> since(long serial) {
    return history.since(serial, latest).stream().map(Step::from).toList();
  }

  @Test
  void newerSerials_areSteps() {
    note(1);
    note(2, "a");
    note(3, "b");
    assertThat(since(1)).containsExactly(1L, 2L);
    assertThat(since(2)).containsExactly(2L);
    assertThat(since(9)).isEmpty();
  }

  @Test
  void sameContentAgain_losesNothing() {
    note(1);
    note(2, "a");
    note(2, "a");
    note(3, "b");
    assertThat(since(1)).containsExactly(1L, 2L);
  }

  @Test
  void serialWithTwoContents_beginsNoStep() {
    note(1);
    note(2, "a");
    note(2, "a", "b");
    note(3, "a", "b", "c");
    assertThat(since(2)).as("who has 2 may not have b").isEmpty();
    note(4, "a");
    assertThat(since(2)).isEmpty();
    assertThat(since(3)).containsExactly(3L);
  }

  @Test
  void serialThatWentBack_beginsNoStep() {
    note(5, "a");
    note(3, "b");
    note(4, "c");
    assertThat(since(3)).isEmpty();
    note(5, "d");
    assertThat(since(4)).containsExactly(4L);
  }

  @Test
  void serialAlone_isNoStep() {
    note(15, "a", "new");
    note(16, "a", "new");
    assertThat(since(15)).as("it was raised because the content of 15 is in doubt").isEmpty();
    note(17, "a");
    assertThat(since(15)).isEmpty();
    assertThat(since(16)).containsExactly(16L);
  }

  @Test
  void forgottenSteps_includeTheNext() {
    note(5);
    history.forgetSteps(apex -> true);
    note(6, "a");
    assertThat(since(5)).isEmpty();
    note(7, "b");
    assertThat(since(6)).containsExactly(6L);
  }

  @Test
  void stepsForgottenAfterTheVersion_includeTheNext() {
    note(5);
    note(6, "a");
    history.forgetSteps(apex -> true);
    assertThat(since(5)).isEmpty();
    note(7, "b");
    assertThat(since(6)).isEmpty();
  }

  @Test
  void otherZones_keepTheirs() {
    note(5);
    history.forgetSteps(apex -> false);
    note(6, "a");
    assertThat(since(5)).containsExactly(5L);
  }

  @Test
  void policiesThatGoUnderOneSerial_beginNoStep() throws UnknownHostException {
    Target address = new Target.Address(InetAddress.getByName("192.0.2.1"));
    Policy policy = Policy.of("p", "first", List.of(Endpoint.of("a", address)));
    latest = zone(builder(1).add(GslbName.of("app.example", policy)));
    history.note(latest, true);
    note(1);
    note(2, "a");
    assertThat(since(1)).as("who has 1 may have addresses of app").isEmpty();
  }

  @Test
  void section5_stepsLongerThanTheZone_arePurged() {
    String[] owners = owners("a", 600);
    note(1, owners);
    note(2, concat(owners, owners("c", 500)));
    note(3, concat(owners, owners("d", 200)));
    assertThat(since(1)).as("1,200 records; the zone has 802").isEmpty();
    assertThat(since(2)).containsExactly(2L);
  }

  @Test
  void section5_smallZone_keepsSomeSteps() {
    note(1);
    for (int serial = 2; serial <= 150; serial++) {
      note(serial, "a" + serial);
    }
    assertThat(since(1)).hasSize(149);
  }

  @Test
  void rfc1982_serialThatComesAgain_beginsNoStep() {
    note(5, "a");
    note(2_147_483_652L, "b");
    note(1, "c");
    note(5, "d");
    note(6, "d", "e");
    assertThat(since(5)).as("who has 5 may have a").isEmpty();
    note(7, "d");
    assertThat(since(6)).containsExactly(6L);
  }

  private static String[] owners(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  private static String[] concat(String[] one, String[] other) {
    return Stream.of(one, other).flatMap(Stream::of).toArray(String[]::new);
  }
}

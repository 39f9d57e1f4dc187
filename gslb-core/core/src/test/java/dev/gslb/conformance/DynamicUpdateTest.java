package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.GslbServer;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;

/** Updates beside those of other servers, files, restarts and limits. */
class DynamicUpdateTest extends UpdateFixture {
  @Test
  void whatWasDone_isToldAboveTheRateLimitToo() throws Exception {
    GslbServer server = start(GslbServer.builder().rateLimit(RateLimit.of(1)), ALL);
    for (int i = 0; i < 5; i++) {
      assertThat(send(server, update("n" + i + ".example 5 IN A 192.0.2.71"))).isEqualTo("NOERROR");
    }
    for (int i = 0; i < 5; i++) {
      assertThat(signed(server, "? no.example 0 ANY ANY", "n.example 5 IN A 192.0.2.71"))
          .as("a client that is proven")
          .isEqualTo("NXDOMAIN");
    }
  }

  /** Nobody here could sign what comes after it. */
  @Test
  void updateThatWouldSignTheZone_isRefused() throws Exception {
    UpdateGrant signing = new UpdateGrant(ALL.who(), List.of(), types("DNSKEY", "NSEC", "A"));
    GslbServer server = start(signing);
    String key =
        "example 60 IN DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpV"
            + "XckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==";
    assertThat(send(server, update(key))).isEqualTo("REFUSED");
    assertThat(send(server, update(key, "example 60 IN NSEC example. NS SOA NSEC DNSKEY")))
        .isEqualTo("REFUSED");
    assertThat(send(server, update("new.example 5 IN A 192.0.2.71"))).isEqualTo("NOERROR");
  }

  @Test
  void anotherServersUpdateComesFirst_thisOneIsMadeAfterIt() throws Exception {
    GslbServer server = start(ALL);
    RRset others = RRset.of(DomainName.of("new.example"), RecordType.A, 5, "192.0.2.70");
    journal.overtakeWith(new ZoneChange(List.of(), List.of(others)));

    assertThat(send(server, update("new.example 5 IN A 192.0.2.71"))).isEqualTo("NOERROR");

    assertThat(ask(server, "new.example", "A")).containsExactly("5 192.0.2.70", "5 192.0.2.71");
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  void anotherServersUpdateComesFirst_prerequisitesAreCheckedAgain() throws Exception {
    GslbServer server = start(ALL);
    RRset others = RRset.of(DomainName.of("new.example"), RecordType.A, 5, "192.0.2.70");
    journal.overtakeWith(new ZoneChange(List.of(), List.of(others)));

    assertThat(send(server, update("? new.example 0 NONE ANY", "new.example 5 IN A 192.0.2.71")))
        .isEqualTo("YXDOMAIN");

    assertThat(ask(server, "new.example", "A")).containsExactly("5 192.0.2.70");
  }

  @Test
  void updatesAreThereAfterRestartAndReload() throws Exception {
    GslbServer server = start(ALL);
    send(server, update("new.example 5 IN A 192.0.2.71", "www.example 0 NONE A 192.0.2.1"));
    long serial = serial(server);

    GslbServer again = start(ALL);

    assertThat(ask(again, "new.example", "A")).containsExactly("5 192.0.2.71");
    assertThat(serial(again)).isEqualTo(serial);

    again.apply(List.of(zone()), granting(ALL));
    assertThat(ask(again, "new.example", "A")).containsExactly("5 192.0.2.71");
    assertThat(ask(again, "www.example", "A")).containsExactly("60 192.0.2.2");

    again.apply(List.of(zone()), ExchangeConfig.NONE);
    assertThat(ask(again, "new.example", "A")).as("no longer dynamic").isEmpty();
  }

  @Test
  void fileThatDoesNotFitAnUpdateAnyMore_isServedAndTheRestOfTheUpdates() throws Exception {
    GslbServer server = start(ALL);
    send(server, update("new.example 5 IN A 192.0.2.71", "y.example 5 IN A 192.0.2.72"));

    Zone changed = Asking.zone("example", "new.example 60 CNAME www.example.");
    server.apply(List.of(changed), granting(ALL));

    assertThat(ask(server, "new.example", "CNAME")).containsExactly("60 www.example.");
    assertThat(ask(server, "y.example", "A")).containsExactly("5 192.0.2.72");

    send(server, update("new.example 0 ANY CNAME", "new.example 5 IN TXT x"));
    server.apply(List.of(zone()), granting(ALL));

    assertThat(ask(server, "new.example", "A")).as("forgotten by the update").isEmpty();
    assertThat(ask(server, "new.example", "TXT")).containsExactly("5 x");
  }

  @Test
  void rrsetThatFitsNoMessage_isRefused() throws Exception {
    GslbServer server = start(ALL);
    SimpleResolver resolver = resolver(server);
    resolver.setTCP(true);
    List<String> rcodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<String> lines = new ArrayList<>();
      for (int j = 0; j < 12; j++) {
        String string = " " + String.valueOf((char) ('a' + j)).repeat(250);
        lines.add("large.example 60 IN TXT " + i + string.repeat(8));
      }
      rcodes.add(Rcode.string(resolver.send(update(lines.toArray(String[]::new))).getRcode()));
    }

    assertThat(rcodes).containsExactly("NOERROR", "NOERROR", "REFUSED");
  }
}

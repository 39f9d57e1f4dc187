package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;

/** What transfers make of a zone, and what ends them. */
class IncomingZoneTest {
  private static final DomainName APEX = DomainName.of("example");
  private static final String SOA = "example. 60 SOA ns.example. a.example. %d 1 2 3 4";
  private static final String NS = "example. 60 NS ns.example.";

  private static PackedZone base() {
    return (PackedZone)
        Zone.builder(APEX)
            .add("@", "SOA", 60, "ns.example. a.example. 1 1 2 3 4")
            .add("@", "NS", 60, "ns.example.")
            .add("www.example", "A", 60, "192.0.2.1", "192.0.2.2")
            .add("old.example", "TXT", 60, "x")
            .build();
  }

  private static Record record(String line) {
    try {
      String[] parts = line.split(" ", 4);
      Name owner = Name.fromString(parts[0]);
      int type = Type.value(parts[2], true);
      return Record.fromString(
          owner, type, DClass.IN, Long.parseLong(parts[1]), parts[3], Name.root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Record soa(long serial) {
    return record(SOA.formatted(serial));
  }

  private static PackedZone whole(int maxRecords, String... lines) throws ZoneTransferException {
    IncomingZone incoming = new IncomingZone(APEX, null, maxRecords);
    incoming.startAXFR();
    for (String line : lines) {
      incoming.handleRecord(record(line));
    }
    return incoming.zone();
  }

  @Test
  void whole_inOrder_isTheZone() throws ZoneTransferException {
    String soa = SOA.formatted(9);
    PackedZone zone = whole(9, soa, NS, "www.EXAMPLE. 5 A 192.0.2.7", soa);
    assertThat(zone.serial()).isEqualTo(9);
    assertThat(zone.rrset(DomainName.of("www.example"), RecordType.A)).isPresent();
    assertThat(zone.rrsetCount()).isEqualTo(3);
  }

  @Test
  void whole_brokenOne_isNoZone() {
    String soa = SOA.formatted(9);
    List<String[]> broken = new ArrayList<>();
    broken.add(new String[] {soa, NS});
    broken.add(new String[] {soa, NS, SOA.formatted(10)});
    broken.add(new String[] {soa, NS, "www.example.net. 5 A 192.0.2.7", soa});
    broken.add(new String[] {soa, NS, SOA.formatted(9).replaceFirst("example", "x.example"), soa});
    broken.add(new String[] {soa, NS, "w.example. 5 TYPE200 \\# 0", soa});
    broken.add(new String[] {soa, NS, "w.example. 5 TXT a", "w.example. 5 CNAME x.", soa});
    broken.add(new String[] {soa, soa});
    broken.add(new String[] {NS});
    for (String[] lines : broken) {
      assertThatThrownBy(() -> whole(9, lines))
          .as(String.join("\n", lines))
          .isInstanceOfAny(ZoneTransferException.class, RefusedException.class);
    }
  }

  @Test
  void whole_withTooManyRecords_isBrokenOff() {
    String soa = SOA.formatted(9);
    assertThatThrownBy(() -> whole(3, soa, NS, "w.example. 5 A 192.0.2.7", soa))
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining("more than 3 records");
  }

  /** TXT records of 12 + 51 octets in a message, at a name and at another one in between. */
  private static List<Record> texts(int count) {
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record("big.example. 5 TXT " + "x".repeat(46) + (1_000 + i)));
      records.add(record("big.example. 5 A 192.0.2." + i % 250));
    }
    return records;
  }

  private static PackedZone wholeWith(List<Record> records) throws ZoneTransferException {
    IncomingZone incoming = new IncomingZone(APEX, null, 10_000);
    incoming.startAXFR();
    incoming.handleRecord(soa(9));
    incoming.handleRecord(record(NS));
    for (Record record : records) {
      incoming.handleRecord(record);
    }
    incoming.handleRecord(soa(9));
    return incoming.zone();
  }

  @Test
  void whole_withAnRrsetThatFitsNoMessage_isRefused() throws ZoneTransferException {
    assertThat(wholeWith(texts(1_023)).rrsetCount()).isEqualTo(4);
    assertThatThrownBy(() -> wholeWith(texts(1_024)))
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining("big.example. TXT: an RRset of more than 64511 octets");
    List<Record> between = new ArrayList<>();
    for (Record record : texts(1_024)) {
      between.add(record);
      between.add(record("other" + between.size() + ".example. 5 A 192.0.2.1"));
    }
    assertThatThrownBy(() -> wholeWith(between))
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining("big.example. TXT");
  }

  @Test
  void whole_withNamesThatAreSentCompressed_isTheZone() throws ZoneTransferException {
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      records.add(record("big.example. 5 PTR a-rather-long-name-of-a-host-" + i + ".example."));
    }
    assertThat(wholeWith(records).rrsetCount()).isEqualTo(3);
  }

  @Test
  void changes_toAnRrsetThatFitsNoMessage_areRefused() throws ZoneTransferException {
    IncomingZone incoming = new IncomingZone(APEX, base(), 10_000);
    incoming.startIXFR();
    incoming.startIXFRDeletes(soa(1));
    incoming.startIXFRAdds(soa(2));
    for (Record record : texts(1_024)) {
      if (record.getType() == Type.TXT) {
        incoming.handleRecord(record);
      }
    }
    assertThatThrownBy(incoming::zone)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("big.example. TXT");
  }

  @Test
  void changes_inTwoSteps_areOneChange() throws ZoneTransferException {
    PackedZone base = base();
    IncomingZone incoming = new IncomingZone(APEX, base, 100);
    incoming.startIXFR();
    incoming.startIXFRDeletes(soa(1));
    incoming.handleRecord(record("www.example. 60 A 192.0.2.1"));
    incoming.handleRecord(record("old.example. 60 TXT x"));
    incoming.startIXFRAdds(soa(2));
    incoming.handleRecord(record("new.example. 60 TXT y"));
    incoming.startIXFRDeletes(soa(2));
    incoming.handleRecord(record("new.example. 60 TXT y"));
    incoming.startIXFRAdds(soa(3));
    incoming.handleRecord(record("new.example. 60 TXT z"));
    PackedZone zone = incoming.zone();
    assertThat(zone.serial()).isEqualTo(3);
    assertThat(zone.rrset(DomainName.of("old.example"), new RecordType(16))).isEmpty();
    assertThat(zone.rrset(DomainName.of("www.example"), RecordType.A).orElseThrow())
        .hasToString("www.example. 60 IN A 192.0.2.2");
    assertThat(zone.rrset(DomainName.of("new.example"), new RecordType(16)).orElseThrow())
        .hasToString("new.example. 60 IN TXT z");
    assertThat(base.serial()).as("what is served is as it was").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, www.example. 60 A 192.0.2.9, new.example. 60 TXT y, removed and not there",
    "1, www.example. 60 A 192.0.2.1, www.example. 60 A 192.0.2.2, added and there",
    "2, www.example. 60 A 192.0.2.1, new.example. 60 TXT y, does not begin with serial 1",
    "1, www.example. 60 A 192.0.2.1, new.other. 60 TXT y, outside",
  })
  void changes_thatDoNotFit_areRefused(long from, String removed, String added, String expected) {
    IncomingZone incoming = new IncomingZone(APEX, base(), 100);
    assertThatThrownBy(
            () -> {
              incoming.startIXFR();
              incoming.startIXFRDeletes(soa(from));
              incoming.handleRecord(record(removed));
              incoming.startIXFRAdds(soa(3));
              incoming.handleRecord(record(added));
            })
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void changes_thatWouldLeaveNoZone_areRefused() throws ZoneTransferException {
    IncomingZone incoming = new IncomingZone(APEX, base(), 100);
    incoming.startIXFR();
    incoming.startIXFRDeletes(soa(1));
    incoming.handleRecord(record(NS));
    incoming.startIXFRAdds(soa(2));
    assertThatThrownBy(incoming::zone).isInstanceOf(RefusedException.class);
  }
}

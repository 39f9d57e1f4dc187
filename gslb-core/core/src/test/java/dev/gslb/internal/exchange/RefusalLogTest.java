package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.TsigKey;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** What stands in the log of who was refused. */
class RefusalLogTest {
  private static final byte[] SECRET = new byte[32];
  private static final TsigKey KEY =
      new TsigKey(DomainName.of("k"), TsigKey.Algorithm.HMAC_SHA256, SECRET);

  private final List<String> lines = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final RefusalLog log = new RefusalLog(() -> now, lines::add);

  private static Message message(int opcode, int type) throws IOException {
    Name name = Name.fromString("a\\010b.example.");
    Message message = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    message.getHeader().setOpcode(opcode);
    return message;
  }

  private static Request request(byte[] message, @Nullable Tsig tsig) {
    InetSocketAddress client = new InetSocketAddress("192.0.2.1", 4_000);
    return new Request(client, true, message, tsig, new Nobody(), InstantSource.system());
  }

  @ParameterizedTest
  @CsvSource({"0,252,AXFR", "0,251,IXFR", "0,1,query", "4,6,NOTIFY", "5,6,update"})
  void aLine_saysWhoWasRefusedWhat_withoutOctetsThatEndLines(int opcode, int type, String kind)
      throws IOException {
    log.refused(request(message(opcode, type).toWire(), null), "why");
    assertThat(lines).containsExactly(kind + " for a\\010b.example. by 192.0.2.1 is refused: why");
  }

  @Test
  void ofMany_someHaveLines_andTheRestIsCountedWhenTheMinuteIsOver() throws IOException {
    Request request = request(message(Opcode.QUERY, Type.AXFR).toWire(), null);
    for (int i = 0; i < RefusalLog.LINES_A_MINUTE + 7; i++) {
      log.refused(request, "why");
    }
    assertThat(lines).hasSize(RefusalLog.LINES_A_MINUTE);
    lines.clear();
    now = now.plusSeconds(60);
    log.refused(request, "later");
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isEqualTo("7 more requests were refused in the minute from 2026-01-01T00:00:00Z");
    assertThat(lines.get(1)).endsWith("later");
  }

  private static Tsig signed(TSIG with, long atSeconds) throws IOException {
    Message message = message(Opcode.QUERY, Type.SOA);
    message.setTSIG(with);
    byte[] octets = message.toWire(Wire.MAX_MESSAGE);
    Request request = request(octets, null);
    TsigRecord record =
        Objects.requireNonNull(TsigRecord.read(octets, octets.length, request.query().tsigStart()));
    TsigKey known = record.key().equals(KEY.name()) ? KEY : null;
    return Tsig.check(octets, record, known, atSeconds);
  }

  @Test
  void rfc8945_section5_2_complaints_nameTheErrorAndTheKey() throws IOException {
    long here = Instant.now().getEpochSecond();
    Name k = Name.fromString("k.");
    assertThat(signed(new TSIG(TSIG.HMAC_SHA256, k, new byte[] {1}), here).complaint(here))
        .startsWith("TSIG error BADSIG with the key k., another secret");
    assertThat(signed(new TSIG(TSIG.HMAC_SHA512, k, SECRET), here).complaint(here))
        .startsWith("TSIG error BADKEY with the key k., no key here")
        .endsWith("hmac-sha512.");
    assertThat(
            signed(new TSIG(TSIG.HMAC_SHA256, Name.fromString("other."), SECRET), here)
                .complaint(here))
        .startsWith("TSIG error BADKEY with the key other.");
    long late = here + 4_000;
    assertThat(signed(new TSIG(TSIG.HMAC_SHA256, k, SECRET), late).complaint(late))
        .startsWith("TSIG error BADTIME with the key k., its clock differs by -");
  }
}

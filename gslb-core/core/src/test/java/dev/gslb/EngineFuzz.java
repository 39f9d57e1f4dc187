package dev.gslb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.internal.engine.AccessLists;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.NotServing;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks engines any octets, over zones with every kind of name, one of them signed, with NSEC and
 * with NSEC3. An ordinary test run asks the inputs kept in {@code EngineFuzzInputs}; this looks for
 * new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=EngineFuzz
 * </pre>
 */
class EngineFuzz {
  private static final Set<Integer> IN_AUTHORITY =
      Set.of(Type.NS, Type.SOA, Type.DS, Type.RRSIG, Type.NSEC, Type.NSEC3);

  private static final EngineOptions OPTIONS =
      new EngineOptions(
          EngineOptions.DEFAULT_MAX_UDP_BYTES,
          true,
          NotServing.REFUSE,
          new ServerIdentity(Optional.of("ns1"), Optional.of("9.9")),
          CookieSecrets.random(),
          Duration.ofSeconds(10),
          Optional.empty(),
          new AccessLists());

  private final Asking plain = serverOf(SignedZone.withNsec());
  private final Asking hashed = serverOf(SignedZone.withNsec3());
  private final QueryReader reader = new QueryReader();

  /** Every kind of name, and a signed zone. */
  private static Asking serverOf(Zone signed) {
    List<Zone> zones = new ArrayList<>(EveryKindOfName.zones());
    zones.add(signed);
    Asking server = Asking.of(OPTIONS, zones.toArray(Zone[]::new));
    server.observe(EveryKindOfName.FRAGILE, Verdict.DOWN);
    return server;
  }

  @AfterEach
  void close() {
    plain.close();
    hashed.close();
  }

  @FuzzTest(maxDuration = "60s")
  void handle_anyOctets_isAnsweredInBounds(byte[] octets) throws IOException {
    byte[] query = Arrays.copyOf(octets, Math.min(octets.length, Wire.MAX_MESSAGE));
    ask(plain, query);
    ask(hashed, query);
  }

  private void ask(Asking server, byte[] query) throws IOException {
    reader.read(query, query.length);
    byte[] datagram = answerTwice(server, query);
    server.overStream(true);
    byte[] stream = answerTwice(server, query);
    server.overStream(false);

    boolean dropped = query.length < Wire.HEADER_LENGTH || (query[2] & 0x80) != 0;
    assertEquals(dropped, datagram.length == 0);
    assertEquals(dropped, stream.length == 0);
    assertEquals(0, server.statistics().failed());
    if (!dropped) {
      int limit = Math.min(reader.udpLimit(), EngineOptions.DEFAULT_MAX_UDP_BYTES);
      assertTrue(datagram.length <= limit, () -> datagram.length + " octets in a datagram");
      assertAnswers(query, datagram);
      assertAnswers(query, stream);
      assertEquals(0, stream[2] & 0x02, "TC over a stream");
    }
  }

  /** An answer in which no router had a part is the same every time. */
  private byte[] answerTwice(Asking server, byte[] query) {
    long before = decisions(server);
    byte[] first = server.ask(query);
    byte[] second = server.ask(query);
    // A cookie tells the time.
    if (decisions(server) == before && !reader.cookie().present()) {
      assertArrayEquals(first, second);
    }
    return first;
  }

  private static long decisions(Asking server) {
    return server.statistics().decisions().values().stream().mapToLong(Long::longValue).sum();
  }

  private void assertAnswers(byte[] query, byte[] answer) throws IOException {
    Message message = new Message(answer);
    assertEquals((query[0] & 0xFF) << 8 | (query[1] & 0xFF), message.getHeader().getID());
    assertTrue(message.getHeader().getFlag(Flags.QR));
    assertEquals((query[2] & 0x78) >> 3, message.getHeader().getOpcode());
    for (Record record : message.getSection(Section.AUTHORITY)) {
      assertTrue(IN_AUTHORITY.contains(record.getType()), record::toString);
    }
    int end = reader.questionEnd();
    if (end > 0) {
      assertTrue(
          Arrays.equals(query, 12, end, answer, 12, end), "the question is echoed as it was");
    }
  }
}

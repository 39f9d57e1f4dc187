package dev.gslb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * Asks an engine any octets, over a zone with every kind of name. An ordinary test run asks the
 * inputs kept in {@code EngineFuzzInputs}; this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=EngineFuzz
 * </pre>
 */
class EngineFuzz {
  private final Asking server = Asking.of(EveryKindOfName.zones().toArray(Zone[]::new));
  private final QueryReader reader = new QueryReader();

  EngineFuzz() {
    server.observe(EveryKindOfName.FRAGILE, Verdict.DOWN);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @FuzzTest(maxDuration = "60s")
  void handle_anyOctets_isAnsweredInBounds(byte[] octets) throws IOException {
    byte[] query = Arrays.copyOf(octets, Math.min(octets.length, Wire.MAX_MESSAGE));
    byte[] datagram = answerTwice(query);
    server.overStream(true);
    byte[] stream = answerTwice(query);
    server.overStream(false);

    boolean dropped = query.length < Wire.HEADER_LENGTH || (query[2] & 0x80) != 0;
    assertEquals(dropped, datagram.length == 0);
    assertEquals(dropped, stream.length == 0);
    assertEquals(0, server.statistics().failed());
    if (!dropped) {
      reader.read(query, query.length);
      int limit = Math.min(reader.udpLimit(), EngineOptions.DEFAULT_MAX_UDP_BYTES);
      assertTrue(datagram.length <= limit, () -> datagram.length + " octets in a datagram");
      assertAnswers(query, datagram);
      assertAnswers(query, stream);
      assertEquals(0, stream[2] & 0x02, "TC over a stream");
    }
  }

  /** An answer in which no router had a part is the same every time. */
  private byte[] answerTwice(byte[] query) {
    long before = decisions();
    byte[] first = server.ask(query);
    byte[] second = server.ask(query);
    if (decisions() == before) {
      assertArrayEquals(first, second);
    }
    return first;
  }

  private long decisions() {
    return server.statistics().decisions().values().stream().mapToLong(Long::longValue).sum();
  }

  private void assertAnswers(byte[] query, byte[] answer) throws IOException {
    Message message = new Message(answer);
    assertEquals((query[0] & 0xFF) << 8 | (query[1] & 0xFF), message.getHeader().getID());
    assertTrue(message.getHeader().getFlag(Flags.QR));
    assertEquals((query[2] & 0x78) >> 3, message.getHeader().getOpcode());
    int end = reader.questionEnd();
    if (end > 0) {
      assertTrue(
          Arrays.equals(query, 12, end, answer, 12, end), "the question is echoed as it was");
    }
  }
}

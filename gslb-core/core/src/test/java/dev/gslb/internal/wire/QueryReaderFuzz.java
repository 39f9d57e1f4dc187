package dev.gslb.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Reads any octets as a query. An ordinary test run reads the inputs kept in {@code
 * QueryReaderFuzzInputs}; this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=QueryReaderFuzz
 * </pre>
 */
class QueryReaderFuzz {
  private final QueryReader reader = new QueryReader();
  private final QueryReader again = new QueryReader();

  @FuzzTest(maxDuration = "60s")
  void read_anyOctets_isACode(byte[] octets) {
    int length = octets.length;
    int code = reader.read(octets, length);

    boolean dropped = length < Wire.HEADER_LENGTH || (octets[2] & 0x80) != 0;
    assertEquals(dropped, code == QueryReader.DROP);
    switch (code) {
      case QueryReader.DROP, Wire.FORMERR, Wire.NOTIMP -> {}
      case Wire.BADVERS -> assertTrue(reader.edns());
      case Wire.NOERROR -> assertReadWhole(octets);
      default -> throw new AssertionError("code " + code);
    }
    if (!dropped) {
      assertTrue(reader.questionEnd() <= length);
      assertTrue(reader.udpLimit() >= Wire.PLAIN_UDP_LIMIT);
    }

    // What lies behind the message, or was read before it, has no effect.
    byte[] longer = Arrays.copyOf(octets, length + 300);
    Arrays.fill(longer, length, longer.length, (byte) 1);
    assertEquals(code, again.read(longer, length));
    assertEquals(reader.questionEnd(), again.questionEnd());
    assertEquals(reader.edns(), again.edns());
    assertEquals(code, again.read(octets, length));
  }

  private void assertReadWhole(byte[] octets) {
    if (reader.questionEnd() == 0) {
      // RFC 7873 section 5.4: a query without a question asks for a cookie.
      assertTrue(reader.cookie().present());
      return;
    }
    WireName name = reader.name();
    assertTrue(name.length() <= WireName.MAX_LENGTH);
    assertEquals(Wire.HEADER_LENGTH + name.length() + 4, reader.questionEnd());
    assertEquals(name.length(), WireName.lengthAt(name.wire(), 0));
    assertEquals(name.length() - 1, name.start(name.labels()));
    for (int i = 0; i < name.length(); i++) {
      assertEquals(WireName.lower(octets[Wire.HEADER_LENGTH + i]), name.wire()[i]);
    }
    ClientSubnet subnet = reader.subnet();
    if (subnet.present()) {
      assertTrue(reader.edns());
      assertTrue(subnet.sourcePrefix() <= (subnet.ipv4() ? 32 : 128));
      assertTrue(!subnet.ipv4() || (subnet.low() == 0 && subnet.high() >>> 32 == 0));
    }
  }
}

package dev.gslb.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.TsigKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads any octets as a signed request. An ordinary test run reads the inputs kept in {@code
 * TsigFuzzInputs}; this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=TsigFuzz
 * </pre>
 */
class TsigFuzz {
  private static final long NOW_SECONDS = 1_700_000_000;
  private static final int LARGEST = 65_535;

  private static final byte[] SECRET = new byte[32];

  static {
    new SecureRandom().nextBytes(SECRET);
  }

  private final QueryReader reader = new QueryReader();

  @FuzzTest(maxDuration = "60s")
  void read_anyOctets_areNeverASignature(byte[] octets) {
    byte[] message = Arrays.copyOf(octets, Math.min(octets.length, Wire.MAX_MESSAGE));
    if (reader.read(message, message.length) != Wire.NOERROR || reader.tsigStart() == 0) {
      return;
    }
    TsigRecord record = TsigRecord.read(message, message.length, reader.tsigStart());
    if (record == null) {
      return;
    }
    assertWritesItself(record);
    // Nobody can have guessed the secret.
    TsigKey.Algorithm algorithm =
        TsigKey.Algorithm.named(record.algorithm().toString())
            .orElse(TsigKey.Algorithm.HMAC_SHA256);
    TsigKey key = new TsigKey(record.key(), algorithm, SECRET);
    Tsig tsig = Tsig.check(message, record, key, NOW_SECONDS);
    assertNotEquals(Tsig.NO_ERROR, tsig.error());
    assertEquals(Tsig.BADKEY, Tsig.check(message, record, null, NOW_SECONDS).error());
    byte[] answer = Arrays.copyOf(message, LARGEST + tsig.length());
    int length = tsig.sign(answer, record.start(), NOW_SECONDS);
    assertTrue(length <= record.start() + tsig.length(), "longer than announced");
  }

  /** What was read says the same when it is written; names come in lower case. */
  private static void assertWritesItself(TsigRecord record) {
    byte[] wire = record.toWire();
    TsigRecord again = Objects.requireNonNull(TsigRecord.read(wire, wire.length, 0));
    assertEquals(record.key(), again.key());
    assertEquals(record.algorithm(), again.algorithm());
    assertEquals(record.timeSigned(), again.timeSigned());
    assertEquals(record.fudge(), again.fudge());
    assertEquals(record.originalId(), again.originalId());
    assertEquals(record.error(), again.error());
    assertArrayEquals(record.mac(), again.mac());
    assertArrayEquals(record.other(), again.other());
  }
}

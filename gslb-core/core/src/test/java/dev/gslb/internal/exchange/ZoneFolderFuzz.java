package dev.gslb.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Reads any octets as a zone that was kept on disk, with the check sum that they should have. An
 * ordinary test run reads the inputs kept in {@code ZoneFolderFuzzInputs}; this looks for new ones
 * for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=ZoneFolderFuzz
 * </pre>
 */
class ZoneFolderFuzz {
  private static final DomainName APEX = DomainName.of("example");

  private Path parent = Path.of("");

  @BeforeEach
  void createFolder() throws IOException {
    parent = Files.createTempDirectory("kept");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (var files = Files.list(parent)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(parent);
  }

  @FuzzTest(maxDuration = "60s")
  void load_anyOctets_isAZoneOrNone(byte[] octets) throws IOException {
    ZoneFolder folder = new ZoneFolder(parent);
    CRC32 sum = new CRC32();
    sum.update(octets);
    ByteBuffer file = ByteBuffer.allocate(octets.length + Long.BYTES);
    Files.write(folder.file(APEX), file.put(octets).putLong(sum.getValue()).array());
    ZoneFolder.Kept kept = folder.load(APEX).orElse(null);
    if (kept != null) {
      PackedZone zone = kept.zone();
      assertTrue(SoaTimers.of(zone).expire().toSeconds() > 0);
      folder.save(zone, Instant.EPOCH);
      PackedZone again = folder.load(APEX).orElseThrow().zone();
      assertEquals(zone.serial(), again.serial());
      assertEquals(zone.rrsetCount(), again.rrsetCount());
    }
  }
}

package dev.gslb.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Reads any octets as a master file. An ordinary test run reads the inputs kept in {@code
 * MasterFileFuzzInputs}; this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=MasterFileFuzz
 * </pre>
 */
class MasterFileFuzz {
  private static final int MOST_OCTETS = 1 << 16;

  /** Files of this machine are not input, and a million records take a second. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("\\$INCLUDE[^\\n]*/|\\$GENERATE[^\\n]*\\d{4}", Pattern.CASE_INSENSITIVE);

  private Path folder = Path.of("");

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createTempDirectory("zones");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @FuzzTest(maxDuration = "60s")
  void read_anyOctets_isAZoneOrRefused(byte[] octets) throws IOException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    if (octets.length > MOST_OCTETS || LEFT_OUT.matcher(text).find()) {
      return;
    }
    Path file = Files.write(folder.resolve("a.zone"), octets);
    ZoneBuilder builder = Zone.builder("example").addFile(file);
    try {
      assertWritesItself(builder.build());
      builder.warnings();
    } catch (RefusedException e) {
      assertFalse(e.problems().isEmpty());
    }
  }

  /** What was read is read again from its octets, and is a zone of the same size. */
  private static void assertWritesItself(Zone zone) {
    List<String> lines = new ArrayList<>();
    ZoneBuilder again = Zone.builder(zone.apex());
    zone.forEachRrset(
        rrset -> {
          lines.add(rrset.toString());
          List<byte[]> rdata = new ArrayList<>();
          for (int i = 0; i < rrset.size(); i++) {
            rdata.add(rrset.rdata(i));
          }
          again.add(
              RRset.ofWire(
                  DomainName.of(rrset.owner().toString()),
                  RecordType.of(rrset.type().toString()),
                  rrset.ttlSeconds(),
                  rdata));
        });
    assertEquals(zone.rrsetCount(), lines.size());
    assertEquals(zone.rrsetCount(), again.build().rrsetCount());
  }
}

package dev.gslb.benchmarks.memory;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes master files of any size. */
final class ZoneFile {
  static final String APEX = "large.test";

  private static final int FIRST_NUMBER = 100_000_000;

  private ZoneFile() {}

  /** The first label of an owner: nine octets. */
  static String label(int number) {
    return "n" + Integer.toString(FIRST_NUMBER + number).substring(1);
  }

  /** Writes a zone of some records, its SOA and NS not counted. */
  static Path write(RecordKind kind, int records, int version) throws IOException {
    Path file = Files.createTempFile("large-" + kind + "-" + version + "-", ".zone");
    file.toFile().deleteOnExit();
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      out.write("$ORIGIN " + APEX + ".\n$TTL 300\n");
      out.write("@ IN SOA ns1 hostmaster " + version + " 3600 600 1209600 60\n@ IN NS ns1\n");
      for (int i = 0; i < records; i++) {
        out.write(label(i));
        out.write(" IN ");
        out.write(kind.rdata(i, version));
        out.write('\n');
      }
    }
    return file;
  }
}

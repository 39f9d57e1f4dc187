package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.TableDifference;
import dev.gslb.spi.ProducedCatalog;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Serial;

/** Writes catalog zones (RFC 9432 section 4). Any thread. */
final class CatalogMaker {
  private static final long SERIALS = 1L << 32;
  private static final int TTL_SECONDS = 0;

  /** Refresh, retry, expire and negative TTL: a consumer that hears nothing keeps what it has. */
  private static final String TIMERS = " 3600 600 2147483646 0";

  /** Octets of the digest that make a label: as many as nobody finds two names for. */
  private static final int LABEL_OCTETS = 20;

  private CatalogMaker() {}

  /**
   * Writes a catalog.
   *
   * @param before the latest version, if it is known
   * @param now the serial is the seconds since 1970, unless the latest version has as much
   * @return a new version, or the very object of the latest if nothing changed
   */
  static PackedZone make(ProducedCatalog catalog, @Nullable PackedZone before, Instant now) {
    PackedZone made = make(catalog, serial(before, now));
    return before != null && isSame(before, made) ? before : made;
  }

  private static boolean isSame(PackedZone before, PackedZone after) {
    return TableDifference.give(
        before.table(), after.table(), (added, key, node, rrset, record) -> false);
  }

  private static long serial(@Nullable PackedZone before, Instant now) {
    long seconds = now.getEpochSecond() % SERIALS;
    return before == null || Serial.compare(seconds, before.serial()) > 0
        ? seconds
        : (before.serial() + 1) % SERIALS;
  }

  private static PackedZone make(ProducedCatalog catalog, long serial) {
    DomainName apex = catalog.apex();
    ZoneBuilder zone = Zone.builder(apex);
    zone.add("@", "SOA", TTL_SECONDS, "invalid. invalid. " + serial + TIMERS);
    zone.add("@", "NS", TTL_SECONDS, "invalid.");
    zone.add(text(below(CatalogContent.VERSION, apex), CatalogContent.SCHEMA));
    DomainName zones = below(CatalogContent.ZONES, apex);
    for (ProducedCatalog.Member member : catalog.members()) {
      DomainName node = below(label(member.zone()), zones);
      zone.add(RRset.ofWire(node, new RecordType(12), TTL_SECONDS, List.of(member.zone().wire())));
      member.group().ifPresent(group -> zone.add(text(below(CatalogContent.GROUP, node), group)));
    }
    return (PackedZone) zone.build();
  }

  private static RRset text(DomainName owner, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    byte[] rdata = new byte[1 + octets.length];
    rdata[0] = (byte) octets.length;
    System.arraycopy(octets, 0, rdata, 1, octets.length);
    return RRset.ofWire(owner, new RecordType(16), TTL_SECONDS, List.of(rdata));
  }

  private static DomainName below(String label, DomainName parent) {
    byte[] octets = label.getBytes(StandardCharsets.US_ASCII);
    byte[] wire = parent.wire();
    byte[] all = new byte[1 + octets.length + wire.length];
    all[0] = (byte) octets.length;
    System.arraycopy(octets, 0, all, 1, octets.length);
    System.arraycopy(wire, 0, all, 1 + octets.length, wire.length);
    return DomainName.fromWire(all, 0);
  }

  /** The same for the same zone wherever and whenever: consumers keep what they have of it. */
  static String label(DomainName zone) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(zone.canonicalWire());
      return HexFormat.of().formatHex(Arrays.copyOf(digest, LABEL_OCTETS));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every JDK", e);
    }
  }
}

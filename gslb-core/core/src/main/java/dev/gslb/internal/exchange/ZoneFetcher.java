package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.SecondaryZone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Serial;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;

/** Asks for the SOA, and then for the changes (RFC 1995) or the zone (RFC 5936). Any thread. */
final class ZoneFetcher implements ZoneFetch {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneFetcher.class);

  private static final Duration UDP_WAIT = Duration.ofSeconds(3);
  private static final Duration TCP_WAIT = Duration.ofSeconds(5);

  /** For all of a transfer of changes: a larger one is better taken as a zone. */
  private static final Duration CHANGES_WAIT = Duration.ofMinutes(2);

  /** For all of a transfer. */
  private static final Duration ZONE_WAIT = Duration.ofMinutes(20);

  private final SilentPrimaries silent;
  private final Duration udpWait;
  private final Duration tcpWait;

  ZoneFetcher(SilentPrimaries silent) {
    this(silent, UDP_WAIT, TCP_WAIT);
  }

  ZoneFetcher(SilentPrimaries silent, Duration udpWait, Duration tcpWait) {
    this.silent = silent;
    this.udpWait = udpWait;
    this.tcpWait = tcpWait;
  }

  @Override
  public PackedZone fetch(
      SecondaryZone zone, @Nullable PackedZone current, int maxRecords, @Nullable InetAddress first)
      throws IOException {
    List<String> failures = new ArrayList<>();
    boolean checked = false;
    boolean asked = false;
    for (ExchangePeer primary : inOrder(zone.primaries(), first)) {
      InetSocketAddress address = primary.address();
      if (silent.contains(address) && !address.getAddress().equals(first)) {
        failures.add(primary + ": did not answer a moment ago");
        continue;
      }
      asked = true;
      try {
        PackedZone fetched = fetch(zone, primary, current, maxRecords);
        if (fetched != current) {
          return fetched;
        }
        checked = true;
      } catch (IOException | ZoneTransferException | RuntimeException e) {
        // Octets of others lead dnsjava to exceptions of many kinds.
        LOG.debug("{} of {} failed", zone.apex(), primary, e);
        failures.add(primary + ": " + PeerLink.text(e));
      }
    }
    if (!asked) {
      throw new SilentPrimaries.Resting();
    }
    if (!checked || current == null) {
      throw new IOException(String.join("; ", failures));
    }
    return current;
  }

  private static boolean isTimeout(Throwable e) {
    return e instanceof SocketTimeoutException || e.getCause() instanceof TimeoutException;
  }

  private static List<ExchangePeer> inOrder(
      List<ExchangePeer> primaries, @Nullable InetAddress first) {
    List<ExchangePeer> ordered = new ArrayList<>(primaries);
    ordered.sort(
        (a, b) ->
            Boolean.compare(
                b.address().getAddress().equals(first), a.address().getAddress().equals(first)));
    return ordered;
  }

  private PackedZone fetch(
      SecondaryZone zone, ExchangePeer primary, @Nullable PackedZone current, int maxRecords)
      throws IOException, ZoneTransferException {
    Name apex = new Name(zone.apex().wire());
    long serial = serial(apex, primary);
    silent.remove(primary.address());
    if (current != null && serial == current.serial()) {
      return current;
    }
    if (current != null && Serial.compare(serial, current.serial()) < 0) {
      // No confirmation: if no primary has more the zone expires, and is then taken as it is there.
      LOG.info("{} has {} with the older serial {}", primary, zone.apex(), serial);
      throw new ZoneTransferException("serial " + serial + " is older than " + current.serial());
    }
    if (current != null) {
      try {
        return changes(apex, primary, current, serial, maxRecords);
      } catch (IOException | ZoneTransferException | RuntimeException e) {
        LOG.info(
            "{} from {}: no changes since {} ({}), so the whole zone is taken",
            zone.apex(),
            primary,
            current.serial(),
            PeerLink.text(e));
      }
    }
    IncomingZone incoming = new IncomingZone(zone.apex(), null, maxRecords);
    Message query = query(apex, Type.AXFR);
    return taken(query, incoming, primary, current, serial);
  }

  private static PackedZone changes(
      Name apex, ExchangePeer primary, PackedZone current, long serial, int maxRecords)
      throws IOException, ZoneTransferException {
    IncomingZone incoming = new IncomingZone(current.apex(), current, maxRecords);
    Message query = query(apex, Type.IXFR);
    query.addRecord(
        new SOARecord(apex, DClass.IN, 0, Name.root, Name.root, current.serial(), 0, 0, 0, 0),
        Section.AUTHORITY);
    return taken(query, incoming, primary, current, serial);
  }

  private static Message query(Name apex, int type) {
    Message query = Message.newQuery(Record.newRecord(apex, type, DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    return query;
  }

  private static PackedZone taken(
      Message query,
      IncomingZone incoming,
      ExchangePeer primary,
      @Nullable PackedZone current,
      long serial)
      throws IOException, ZoneTransferException {
    boolean changes = query.getQuestion().getType() == Type.IXFR;
    TransferReader reader =
        new TransferReader(query, current == null ? 0 : current.serial(), incoming);
    try (TransferConnection connection =
        new TransferConnection(primary, changes ? CHANGES_WAIT : ZONE_WAIT)) {
      connection.transfer(query, reader);
    }
    PackedZone zone = incoming.zone();
    // A transfer that brings less than the SOA promised is no transfer.
    boolean old = current != null && Serial.compare(zone.serial(), current.serial()) <= 0;
    if (old || Serial.compare(zone.serial(), serial) < 0) {
      throw new ZoneTransferException(
          "serial " + zone.serial() + " was sent after " + serial + " was told");
    }
    LOG.info(
        "{} with serial {} came from {}{}",
        zone.apex(),
        zone.serial(),
        primary,
        reader.isOfChanges() ? ", as changes" : "");
    return zone;
  }

  /** Asks over UDP, and over TCP if that brings nothing: some refuse catalogs over UDP. */
  private long serial(Name apex, ExchangePeer primary) throws IOException, ZoneTransferException {
    Message query = query(apex, Type.SOA);
    try {
      return serial(apex, primary, query, false);
    } catch (IOException | ZoneTransferException e) {
      LOG.debug("{} over UDP from {}: {}", apex, primary, PeerLink.text(e));
      if (isTimeout(e)) {
        silent.add(primary.address());
      }
      return serial(apex, primary, query, true);
    }
  }

  private long serial(Name apex, ExchangePeer primary, Message query, boolean tcp)
      throws IOException, ZoneTransferException {
    SimpleResolver resolver = PeerLink.resolver(primary, tcp ? tcpWait : udpWait);
    resolver.setTCP(tcp);
    Message answer = resolver.send(query);
    if (answer.getRcode() != Rcode.NOERROR) {
      throw new ZoneTransferException(PeerLink.rcode(answer) + " to the query for the SOA");
    }
    if (!answer.getHeader().getFlag(Flags.AA)) {
      throw new ZoneTransferException("it is not authoritative for the zone");
    }
    if (primary.key().isPresent() && !answer.isVerified()) {
      throw new ZoneTransferException(
          "its answer is not signed, or not with the secret of " + primary.key().get().name());
    }
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof SOARecord soa && soa.getName().equals(apex)) {
        return soa.getSerial();
      }
    }
    throw new ZoneTransferException("no SOA in its answer");
  }
}

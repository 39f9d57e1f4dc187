package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.RequestedOptions;
import dev.gslb.internal.exchange.ZoneHistory.Item;
import dev.gslb.internal.exchange.ZoneHistory.Step;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.ZoneExchange.GslbContent;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Serial;

/**
 * One zone on its way to another server (RFC 5936, RFC 1995), out of one snapshot, a message at a
 * time. Blocks while the client takes it.
 */
final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  /** Pointers of compressed names reach 16383 octets: a longer message compresses no better. */
  private static final int MESSAGE_LENGTH = 16_384;

  /** Where an RRSIG record has the TTL of what it signs (RFC 4034 section 3.1). */
  private static final int ORIGINAL_TTL = 4;

  private final Request request;
  private final Snapshot snapshot;
  private final ZoneView zone;
  private final GslbContent gslb;
  private final ZoneHistory history;
  private final EngineOptions options;
  private final byte[] out = new byte[Wire.MAX_MESSAGE];
  private final ResponseWriter response;
  private final byte[] owner = new byte[256];
  private int records;
  private boolean oneMessage;
  private boolean gone;

  Transfer(
      Request request,
      Snapshot snapshot,
      ZoneView zone,
      GslbContent gslb,
      ZoneHistory history,
      EngineOptions options) {
    this.request = request;
    this.snapshot = snapshot;
    this.zone = zone;
    this.gslb = gslb;
    this.history = history;
    this.options = options;
    RequestedOptions requested = new RequestedOptions(options);
    requested.take(request.query(), request.sender());
    this.response = new ResponseWriter(requested.reply());
  }

  /** Returns the RCODE that the client got. */
  int run() {
    if (request.query().type() == Wire.AXFR) {
      whole();
      return Wire.NOERROR;
    }
    long known = knownSerial();
    if (known < 0) {
      begin(MESSAGE_LENGTH);
      response.notAuthoritative();
      response.rcode(Wire.FORMERR);
      flush();
      return Wire.FORMERR;
    }
    if (Serial.compare(known, zone.zone().serial()) >= 0) {
      current();
    } else {
      since(known);
    }
    return Wire.NOERROR;
  }

  /** RFC 1995 section 2: the client is current, or is to come back over TCP. */
  private void current() {
    begin(MESSAGE_LENGTH);
    byte[] soa = zone.soa();
    if (!write(zone.apex(), Wire.SOA, zone.soaTtlSeconds(), soa, 0, soa.length)) {
      response.truncated();
    }
    flush();
  }

  private void since(long serial) {
    List<Step> steps = history.since(serial, zone.zone());
    if (gslb != GslbContent.OMIT && steps.stream().anyMatch(Step::hasPolicies)) {
      // What policies answer changes without a serial, and so is in no step.
      steps = List.of();
    }
    if (!request.isStream()) {
      begin(MESSAGE_LENGTH);
      // One datagram holds all of it, or nothing.
      oneMessage = true;
      if (!steps.isEmpty() && steps(steps)) {
        flush();
      } else {
        current();
      }
    } else if (steps.isEmpty()) {
      whole();
    } else {
      begin(MESSAGE_LENGTH);
      if (steps(steps)) {
        flush();
      }
      LOG.info(
          "{} from serial {} to {} went to {}",
          zone.zone().apex(),
          serial,
          zone.zone().serial(),
          request.client());
    }
  }

  /** RFC 1995 section 4: the new SOA around, for each step, what went and what came. */
  private boolean steps(List<Step> steps) {
    if (!soa()) {
      return false;
    }
    for (Step step : steps) {
      if (!(item(step.before())
          && items(step.removed())
          && item(step.after())
          && items(step.added()))) {
        return false;
      }
    }
    return soa();
  }

  private boolean items(List<Item> items) {
    for (Item item : items) {
      if (!item(item)) {
        return false;
      }
    }
    return true;
  }

  private boolean item(Item item) {
    return record(
        item.owner(), item.type(), item.ttlSeconds(), item.rdata(), 0, item.rdata().length);
  }

  /** The serial that the client of an IXFR has, or -1 if the query does not say. */
  private long knownSerial() {
    try {
      Message query = new Message(request.message());
      for (Record record : query.getSection(Section.AUTHORITY)) {
        if (record instanceof SOARecord soa) {
          return soa.getSerial();
        }
      }
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private void whole() {
    begin(MESSAGE_LENGTH);
    soa();
    boolean all =
        zone.table().forEach(this::node)
            && new GslbRecords(snapshot, zone, gslb, options).forEach(this::record)
            && soa();
    if (all) {
      flush();
    }
    if (gone) {
      LOG.info("{} took only a part of {}", request.client(), zone.zone().apex());
    } else {
      long serial = zone.zone().serial();
      LOG.info("{} with serial {} went to {}", zone.zone().apex(), serial, request.client());
    }
  }

  private boolean node(byte[] key, NodeCursor node) {
    byte[] apex = zone.apex();
    System.arraycopy(key, 0, owner, 0, key.length);
    System.arraycopy(apex, 0, owner, key.length, apex.length);
    byte[] bytes = node.bytes();
    for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
      boolean apexSoa = key.length == 0 && node.type(rrset) == Wire.SOA;
      if (!node.isPolicy(rrset) && !apexSoa) {
        int at = node.data(rrset);
        for (int i = node.count(rrset); i > 0; i--) {
          int length = Bytes.getShort(bytes, at);
          int type = node.type(rrset);
          int ttl = ttlSeconds(type, node.ttlSeconds(rrset), bytes, at + 2);
          if (!record(owner, type, ttl, bytes, at + 2, length)) {
            return false;
          }
          at += 2 + length;
        }
      }
    }
    return true;
  }

  /** A signature lives as long as what it signs, which differs within one RRset of RRSIG. */
  static int ttlSeconds(int type, int ofRrset, byte[] bytes, int rdata) {
    return type == Wire.RRSIG ? Bytes.getInt(bytes, rdata + ORIGINAL_TTL) : ofRrset;
  }

  private boolean soa() {
    byte[] soa = zone.soa();
    return record(zone.apex(), Wire.SOA, zone.soaTtlSeconds(), soa, 0, soa.length);
  }

  private boolean record(byte[] name, int type, int ttl, byte[] rdata, int from, int length) {
    if (gone) {
      return false;
    }
    if (!write(name, type, ttl, rdata, from, length)) {
      if (oneMessage) {
        return false;
      }
      if (records > 0) {
        flush();
        begin(MESSAGE_LENGTH);
      }
      if (!gone && !write(name, type, ttl, rdata, from, length)) {
        begin(Wire.MAX_MESSAGE);
        if (!write(name, type, ttl, rdata, from, length)) {
          throw new IllegalStateException(
              "a record of type " + type + " and " + length + " octets fits into no message");
        }
      }
    }
    return !gone;
  }

  private boolean write(byte[] name, int type, int ttl, byte[] rdata, int from, int length) {
    boolean fits =
        response.singleNamed(ResponseWriter.ANSWER, name, 0, type, ttl, rdata, from, length);
    if (fits) {
      records++;
    }
    return fits;
  }

  private void begin(int limit) {
    records = 0;
    int most = Math.min(limit, request.limit(options.maxUdpBytes()));
    response.begin(request.query(), out, most, options.maxUdpBytes());
    response.authoritative();
  }

  private void flush() {
    try {
      gone = !request.send(out, response.finish());
    } catch (InterruptedException e) {
      gone = true;
      Thread.currentThread().interrupt();
    }
  }
}

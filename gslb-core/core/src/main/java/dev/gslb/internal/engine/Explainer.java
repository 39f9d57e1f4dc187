package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.Explanation;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Runs the engine on a made-up query and records why it answers as it does. Any thread. */
public final class Explainer {
  private Explainer() {}

  /**
   * Explains one answer without taking a ticket or counting it, whoever may ask.
   *
   * @param snapshot the state to answer from
   * @param options what an operator can set
   * @param entropy the random bits of the query
   * @param name the QNAME
   * @param type the QTYPE
   * @param client who asks, as the EDNS client subnet and the sender; null for loopback
   * @return how the answer comes about
   */
  public static Explanation explain(
      Snapshot snapshot,
      EngineOptions options,
      long entropy,
      DomainName name,
      RecordType type,
      @Nullable InetAddress client) {
    Trace trace = Trace.recording();
    Engine engine =
        new Engine(
            new SnapshotCell(snapshot),
            options.forEverybody(),
            new WorkerCounters(),
            () -> entropy,
            RequestDesk.CLOSED,
            trace);
    engine.beginBatch();
    byte[] out = new byte[Wire.MAX_MESSAGE];
    try {
      byte[] query = query(name, type, client);
      int length = engine.handle(sender(client), query, query.length, out, out.length);
      Message response = new Message(Arrays.copyOf(out, length));
      return new Explanation(
          snapshot.id(),
          entropy,
          Rcode.string(response.getRcode()),
          texts(response, Section.ANSWER),
          texts(response, Section.AUTHORITY),
          scope(response),
          trace.steps());
    } catch (IOException e) {
      throw new IllegalStateException("the engine wrote a message that cannot be read", e);
    }
  }

  private static byte[] query(DomainName name, RecordType type, @Nullable InetAddress client)
      throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(new Name(name.wire()), type.value(), DClass.IN));
    if (client == null) {
      query.addRecord(new OPTRecord(Wire.MAX_MESSAGE, 0, 0), Section.ADDITIONAL);
    } else {
      ClientSubnetOption subnet = new ClientSubnetOption(client.getAddress().length * 8, 0, client);
      query.addRecord(
          new OPTRecord(Wire.MAX_MESSAGE, 0, 0, 0, List.of(subnet)), Section.ADDITIONAL);
    }
    return query.toWire();
  }

  private static List<String> texts(Message response, int section) {
    return response.getSection(section).stream().map(Record::toString).toList();
  }

  private static int scope(Message response) {
    OPTRecord opt = response.getOPT();
    if (opt == null) {
      return 0;
    }
    for (EDNSOption option : opt.getOptions(EDNSOption.Code.CLIENT_SUBNET)) {
      return ((ClientSubnetOption) option).getScopePrefixLength();
    }
    return 0;
  }

  /** A sender over a stream, so that nothing is cut. */
  private static Sender sender(@Nullable InetAddress client) {
    InetAddress address = client == null ? InetAddress.getLoopbackAddress() : client;
    return new Sender(new InetSocketAddress(address, 0), true);
  }
}

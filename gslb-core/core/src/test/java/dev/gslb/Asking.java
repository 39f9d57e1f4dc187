package dev.gslb;

import dev.gslb.internal.control.Control;
import dev.gslb.internal.engine.Engine;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.RequestDesk;
import dev.gslb.internal.metrics.Counters;
import dev.gslb.spi.Command;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.QueryStatistics;
import dev.gslb.spi.Responder;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.StateView;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The control thread and one engine, without sockets: tests ask and read what comes back. */
public final class Asking implements AutoCloseable, Inbound {
  private static final int LARGEST = 65_535;

  private final Control control;
  private final Engine engine;
  private final Counters counters = new Counters();
  private InetAddress client = InetAddress.getLoopbackAddress();
  private boolean stream;

  private Asking(List<Zone> zones, List<RouterProvider> routers, EngineOptions options) {
    SplittableRandom random = new SplittableRandom(1);
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    control = new Control("test", routers, List.of(new AnyCheck()), false, clock, () -> 0L);
    apply(zones);
    engine =
        new Engine(
            control.cell(), options, counters.newWorker(), random::nextLong, RequestDesk.CLOSED);
  }

  public static Asking of(Zone... zones) {
    return of(EngineOptions.DEFAULTS, zones);
  }

  public static Asking of(EngineOptions options, Zone... zones) {
    return new Asking(List.of(zones), TestRouters.all(), options);
  }

  /** A zone with an SOA and an NS record of its own, and lines of {@code owner TTL type rdata}. */
  public static Zone zone(String apex, String... lines) {
    return builder(apex, lines).build();
  }

  public static ZoneBuilder builder(String apex, String... lines) {
    ZoneBuilder builder = Zone.builder(apex).synthesizeApex();
    for (String line : lines) {
      String[] parts = line.split(" ", 4);
      builder.add(parts[0], parts[2], Long.parseLong(parts[1]), parts[3]);
    }
    return builder;
  }

  public void apply(List<Zone> zones) {
    control.submit(new Command.ReplaceZones(zones)).join();
  }

  public Control control() {
    return control;
  }

  public Asking from(String address) {
    try {
      client = InetAddress.getByName(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public Asking overStream() {
    return overStream(true);
  }

  public Asking overStream(boolean stream) {
    this.stream = stream;
    return this;
  }

  public StateView states() {
    return control.states();
  }

  public QueryStatistics statistics() {
    return counters.sum(control.routers(), control.lastHealthyPolicies());
  }

  public void observe(String endpoint, Verdict verdict) {
    observe(endpoint, verdict, -1);
  }

  public void observe(String endpoint, Verdict verdict, long rttMicros) {
    control
        .submit(new Command.Observe(new EndpointId(endpoint), verdict, rttMicros, "test", ""))
        .join();
  }

  public Message ask(String name, String type) {
    return ask(query(name, type));
  }

  public Message ask(String name, String type, EDNSOption... options) {
    Message query = query(name, type);
    query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    return ask(query);
  }

  public Message ask(Message query) {
    byte[] answer = ask(query.toWire(LARGEST));
    try {
      return new Message(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the octets of the answer; none if the message was dropped. */
  public byte[] ask(byte[] message) {
    byte[] out = new byte[LARGEST];
    engine.beginBatch();
    int length = engine.handle(this, message, message.length, out, LARGEST);
    return length == QueryHandler.DROP ? new byte[0] : Arrays.copyOf(out, length);
  }

  public static Message query(String name, String type) {
    try {
      Name absolute = new Name(DomainName.of(name).wire());
      return Message.newQuery(Record.newRecord(absolute, Type.value(type), DClass.IN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> answer(String name, String type) {
    return texts(ask(name, type), Section.ANSWER);
  }

  public String rcode(String name, String type) {
    return Rcode.string(ask(name, type).getRcode());
  }

  /** The records of a section as {@code owner TTL type rdata}. */
  public static List<String> texts(Message message, int section) {
    Stream<Record> records = message.getSection(section).stream();
    return records
        .filter(record -> record.getType() != Type.OPT)
        .map(
            record ->
                record.getName()
                    + " "
                    + record.getTTL()
                    + " "
                    + Type.string(record.getType())
                    + " "
                    + record.rdataToString())
        .toList();
  }

  @Override
  public boolean isStream() {
    return stream;
  }

  @Override
  public boolean clientIsIpv4() {
    return client.getAddress().length == 4;
  }

  @Override
  public long clientHigh() {
    return bits(0, clientIsIpv4() ? 4 : 8);
  }

  @Override
  public long clientLow() {
    return clientIsIpv4() ? 0 : bits(8, 16);
  }

  private long bits(int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 8 | (client.getAddress()[i] & 0xFF);
    }
    return bits;
  }

  @Override
  public InetSocketAddress client() {
    return new InetSocketAddress(client, 1053);
  }

  @Override
  public Responder defer() {
    throw new UnsupportedOperationException("the engine answers at once");
  }

  @Override
  public void close() {
    control.close();
  }
}

package dev.gslb.conformance;

import dev.gslb.Asking;
import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.TestRouters;
import dev.gslb.internal.exchange.MemoryJournal;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** A server that takes updates, and its clients. */
abstract class UpdateFixture {
  static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  static final Name EXAMPLE = name("example");
  static final UpdateGrant ALL =
      new UpdateGrant(
          AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8)),
          List.of(),
          types("A", "AAAA", "CNAME", "DNAME", "TXT", "MX", "NS", "SOA", "WKS", "SRV"));

  final MemoryJournal journal = new MemoryJournal();
  final List<GslbServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(GslbServer::close);
  }

  static Set<RecordType> types(String... names) {
    return Set.copyOf(Arrays.stream(names).map(RecordType::of).toList());
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Zone zone() {
    return Asking.builder(
            "example",
            "www.example 60 A 192.0.2.1",
            "www.example 60 A 192.0.2.2",
            "mail.example 60 MX 10 Www.example.",
            "alias.example 60 CNAME www.example.",
            "a.b.example 60 TXT \"b is empty\"")
        .add(
            new GslbName(
                DomainName.of("gslb.example"),
                Policy.of(
                    "gslb",
                    "first",
                    List.of(Endpoint.of("one", new Target.Address(address("192.0.2.9"))))),
                30,
                1))
        .build();
  }

  static ExchangeConfig granting(UpdateGrant... grants) {
    return new ExchangeConfig(
        List.of(new TsigKey(DomainName.of("ddns"), TsigKey.Algorithm.HMAC_SHA256, SECRET)),
        ZoneExchange.NONE,
        Map.of(
            DomainName.of("example"),
            new ZoneExchange(
                List.of(), List.of(), GslbContent.OMIT, Optional.of(List.of(grants)))));
  }

  GslbServer start(UpdateGrant... grants) throws IOException {
    return start(GslbServer.builder(), grants);
  }

  GslbServer start(GslbServerBuilder builder, UpdateGrant... grants) throws IOException {
    builder
        .listen("127.0.0.1", 0)
        .zone(zone())
        .exchange(granting(grants))
        .journal(journal)
        .drainTimeout(Duration.ofMillis(100));
    TestRouters.all().forEach(builder::router);
    GslbServer server = builder.start();
    servers.add(server);
    return server;
  }

  static SimpleResolver resolver(GslbServer server) {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port()));
    resolver.setTimeout(Duration.ofSeconds(30));
    return resolver;
  }

  static String send(GslbServer server, Message update) throws IOException {
    return Rcode.string(resolver(server).send(update).getRcode());
  }

  /** Records in master file form; a class of ANY or NONE gives them their meaning in an update. */
  static Record record(String line) {
    String[] parts = line.split(" ", 5);
    try {
      Name owner = name(parts[0]);
      int klass = DClass.value(parts[2]);
      int type = Type.value(parts[3]);
      long ttl = Long.parseLong(parts[1]);
      return parts.length < 5
          ? Record.newRecord(owner, type, klass, ttl)
          : Record.fromString(owner, type, klass, ttl, parts[4], Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  static Message update(String... lines) {
    Message message = new Message();
    message.getHeader().setOpcode(Opcode.UPDATE);
    message.addRecord(Record.newRecord(EXAMPLE, Type.SOA, DClass.IN), Section.ZONE);
    for (String line : lines) {
      boolean prerequisite = line.startsWith("? ");
      message.addRecord(
          record(prerequisite ? line.substring(2) : line),
          prerequisite ? Section.PREREQ : Section.UPDATE);
    }
    return message;
  }

  static List<String> ask(GslbServer server, String owner, String type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name(owner), Type.value(type), DClass.IN));
    List<String> answers = new ArrayList<>();
    for (Record record : resolver(server).send(query).getSection(Section.ANSWER)) {
      answers.add(record.getTTL() + " " + record.rdataToString());
    }
    Collections.sort(answers);
    return answers;
  }

  static long serial(GslbServer server) throws IOException {
    Message query = Message.newQuery(Record.newRecord(EXAMPLE, Type.SOA, DClass.IN));
    return ((SOARecord) resolver(server).send(query).getSection(Section.ANSWER).get(0)).getSerial();
  }

  static String signed(GslbServer server, String... lines) throws IOException {
    SimpleResolver resolver = resolver(server);
    resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, name("ddns"), SECRET));
    return Rcode.string(resolver.send(update(lines)).getRcode());
  }
}

package dev.gslb.benchmarks;

import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.OptReply;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * What does writing a response cost, once the query is read and the RRset is found? The floor
 * copies the octets of the finished response; the rival is dnsjava's message with its records put
 * in before.
 *
 * <pre>benchmarks/run Response -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResponseBenchmark {
  private static final String OWNER = "www.example.com";
  private static final int TTL_SECONDS = 300;

  /** What is answered with. */
  public enum Answer {
    /** One address. */
    ADDRESS("A", "192.0.2.1"),
    /** Eight addresses. */
    EIGHT_ADDRESSES("A", addresses()),
    /** A name that shares its end with the question. */
    ALIAS("CNAME", "other.example.com."),
    /** Four mail exchangers, of which each shares its end with the one before. */
    MAIL("MX", "10 a.mail.test.", "10 b.mail.test.", "20 c.mail.test.", "20 d.mail.test."),
    /** A text of 200 octets. */
    TEXT("TXT", "x".repeat(200));

    private final String type;

    /** The records, a line each. */
    private final String rdata;

    Answer(String type, String... rdata) {
      this.type = type;
      this.rdata = String.join("\n", rdata);
    }

    String[] records() {
      return rdata.split("\n", -1);
    }

    private static String[] addresses() {
      String[] addresses = new String[8];
      Arrays.setAll(addresses, i -> "192.0.2." + i);
      return addresses;
    }
  }

  @Param Answer answer;

  private final QueryReader query = new QueryReader();
  private final ResponseWriter writer = new ResponseWriter(new OptReply(new byte[0]));
  private final NodeCursor node = new NodeCursor();
  private final byte[] out = new byte[Packets.UDP_PAYLOAD];
  private byte[] finished = {};
  private Message message = new Message();
  private int rrset;

  /** Finds the RRset and checks that both writers write its records. */
  @Setup
  public void build() throws IOException {
    ZoneBuilder builder = Zone.builder("example.com").synthesizeApex();
    builder.add(OWNER, answer.type, TTL_SECONDS, answer.records());
    NameTable table = ((PackedZone) builder.build()).table();
    byte[] packet = Packets.edns(OWNER);
    query.read(packet, packet.length);
    int apexLabel = query.name().labels() - DomainName.of("example.com").labelCount();
    if (!table.find(query.name(), 0, apexLabel, node)) {
      throw new IllegalStateException("no node");
    }
    rrset = node.find(RecordType.of(answer.type).value());
    finished = Arrays.copyOf(out, writer());
    message = new Message(finished);
    int records = message.getSection(Section.ANSWER).size();
    if (records != answer.records().length || dnsjava().length == 0) {
      throw new IllegalStateException("not the expected answer: " + message);
    }
  }

  /** The engine's writer. */
  @Benchmark
  public int writer() {
    writer.begin(query, out, out.length, Packets.UDP_PAYLOAD);
    writer.authoritative();
    writer.rrset(ResponseWriter.ANSWER, ResponseWriter.QNAME, node, rrset, TTL_SECONDS);
    return writer.finish();
  }

  /** The least: the octets are known. */
  @Benchmark
  public byte floor() {
    System.arraycopy(finished, 0, out, 0, finished.length);
    return out[Wire.HEADER_LENGTH];
  }

  /** The plain way. */
  @Benchmark
  public byte[] dnsjava() {
    return message.toWire(Packets.UDP_PAYLOAD);
  }
}

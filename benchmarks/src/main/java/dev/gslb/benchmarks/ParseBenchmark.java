package dev.gslb.benchmarks;

import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import java.io.IOException;
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

/**
 * What does reading a query cost, the hashes of its name included? The floor copies the packet; the
 * rival is dnsjava's message.
 *
 * <pre>benchmarks/run Parse -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParseBenchmark {
  /** Kinds of query. */
  public enum Packet {
    /** Without EDNS. */
    PLAIN,
    /** With an OPT record and no option. */
    EDNS,
    /** With a client subnet. */
    CLIENT_SUBNET,
    /** A name of ten labels in mixed case, with EDNS. */
    LONG_NAME
  }

  private static final int PACKETS = 256;
  private static final String LONG = "Gateway.Prod.Cluster-7.Ingress.EU-West-1.Internal.Services.";

  @Param Packet packet;

  private final byte[][] packets = new byte[PACKETS][];
  private final byte[] out = new byte[Packets.UDP_PAYLOAD];
  private final QueryReader reader = new QueryReader();
  private int next;

  /** Makes the packets and checks that the reader takes them. */
  @Setup
  public void build() {
    for (int i = 0; i < PACKETS; i++) {
      packets[i] = packet(Question.STATIC_A.owner(i), i);
      int rcode = reader.read(packets[i], packets[i].length);
      if (rcode != Wire.NOERROR) {
        throw new IllegalStateException("RCODE " + rcode);
      }
    }
  }

  private byte[] packet(String name, int number) {
    return switch (packet) {
      case PLAIN -> Packets.plain(name);
      case EDNS -> Packets.edns(name);
      case CLIENT_SUBNET -> Packets.edns(name, Packets.subnet("10.0." + number + ".0"));
      case LONG_NAME -> Packets.edns(LONG + name);
    };
  }

  private byte[] next() {
    return packets[next++ & (PACKETS - 1)];
  }

  /** The engine's reader. */
  @Benchmark
  public int reader() {
    byte[] message = next();
    return reader.read(message, message.length);
  }

  /** The least. */
  @Benchmark
  public int floor() {
    return Packets.flip(next(), out);
  }

  /** The plain way. */
  @Benchmark
  public Message dnsjava() throws IOException {
    return new Message(next());
  }
}

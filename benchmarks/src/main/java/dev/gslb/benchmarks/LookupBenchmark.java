package dev.gslb.benchmarks;

import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import dev.gslb.zone.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How does the cost of a query grow with the number of names? Names are asked for by Zipf's law
 * with exponent 1. The floor reads and hashes the name; the rival is a HashMap of strings.
 *
 * <pre>benchmarks/run Lookup -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LookupBenchmark {
  @Param({"10", "10000", "1000000"})
  int names;

  private final WireName name = new WireName();
  private final NodeCursor node = new NodeCursor();
  private final byte[] out = new byte[Packets.UDP_PAYLOAD];
  private final Map<String, byte[]> map = new HashMap<>();
  private ManyNames.Keys keys;
  private NameTable table;
  private Served served;

  /** Builds the zone and the rival's map. */
  @Setup
  public void build() {
    PackedZone zone = (PackedZone) ManyNames.zone(names);
    keys = new ManyNames.Keys(names);
    table = zone.table();
    served = new Served(zone);
    for (int i = 0; i < names; i++) {
      DomainName owner = ManyNames.owner(i);
      map.put(text(owner.wire(), 0), ManyNames.rdata(i));
    }
    for (int i = 0; i < names; i++) {
      if (engine() <= 0 || !table() || map() == null) {
        throw new IllegalStateException("a name that is not found");
      }
    }
  }

  /** Ends the control thread. */
  @TearDown
  public void close() {
    served.close();
  }

  /** The whole engine. */
  @Benchmark
  public int engine() {
    return served.answer(keys.next(), out);
  }

  /** The name and its node. */
  @Benchmark
  public boolean table() {
    byte[] packet = keys.next();
    name.read(packet, Wire.HEADER_LENGTH, packet.length);
    return table.find(name, 0, name.labels() - ManyNames.APEX_LABELS, node)
        && node.find(Wire.A) >= 0;
  }

  /** The name alone. */
  @Benchmark
  public int floor() {
    byte[] packet = keys.next();
    return name.read(packet, Wire.HEADER_LENGTH, packet.length);
  }

  /** The plain way. */
  @Benchmark
  public byte[] map() {
    return map.get(text(keys.next(), Wire.HEADER_LENGTH));
  }

  private static String text(byte[] wire, int from) {
    StringBuilder text = new StringBuilder();
    for (int at = from; wire[at] != 0; at += wire[at] + 1) {
      text.append(new String(wire, at + 1, wire[at], StandardCharsets.ISO_8859_1)).append('.');
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }
}

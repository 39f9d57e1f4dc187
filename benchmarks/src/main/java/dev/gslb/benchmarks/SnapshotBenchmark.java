package dev.gslb.benchmarks;

import dev.gslb.spi.Command;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RRset;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
 * How long does a change take until queries see it: one record, one endpoint's health, a whole
 * zone? Each change is waited for until its snapshot is published.
 *
 * <pre>benchmarks/run Snapshot</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnapshotBenchmark {
  /** A zone that is served. */
  @State(Scope.Thread)
  public static class LargeZone {
    @Param("1000000")
    int records;

    private final SplittableRandom random = new SplittableRandom(11);
    private final DomainName apex = ManyNames.apex();
    private Served served;

    /** Builds the zone. */
    @Setup
    public void build() {
      served = new Served(ManyNames.zone(records));
    }

    /** Ends the control thread. */
    @TearDown
    public void close() {
      served.close();
    }
  }

  /** Names with ten endpoints each. */
  @State(Scope.Thread)
  public static class Endpoints {
    private static final int OF_A_NAME = 10;

    @Param({"1000", "100000"})
    int endpoints;

    private final SplittableRandom random = new SplittableRandom(13);
    private boolean[] down;
    private Served served;

    /** Builds the names. */
    @Setup
    public void build() {
      down = new boolean[endpoints];
      ZoneBuilder zone = Zone.builder("example.com").synthesizeApex();
      for (int first = 0; first < endpoints; first += OF_A_NAME) {
        List<Endpoint> members = new ArrayList<>();
        for (int i = first; i < first + OF_A_NAME; i++) {
          members.add(Endpoint.of(id(i), SampleZone.target(i)));
        }
        Policy policy = Policy.of("policy-" + first, "weighted", members);
        zone.add(GslbName.of("name-" + first + ".example.com", policy));
      }
      served = new Served(zone.build());
    }

    private static String id(int number) {
      return "endpoint-" + number;
    }

    private Command flip() {
      int one = random.nextInt(endpoints);
      down[one] = !down[one];
      Verdict verdict = down[one] ? Verdict.DOWN : Verdict.UP;
      return new Command.Observe(new EndpointId(id(one)), verdict, -1, "benchmark", "");
    }

    /** Ends the control thread. */
    @TearDown
    public void close() {
      served.close();
    }
  }

  /** Records that are not yet in a zone. */
  @State(Scope.Thread)
  public static class Records {
    @Param({"100000", "1000000"})
    int records;

    private final List<RRset> rrsets = new ArrayList<>();

    /** Makes the records. */
    @Setup
    public void build() {
      for (int i = 0; i < records; i++) {
        rrsets.add(ManyNames.rrset(i));
      }
    }
  }

  /** One record of a large zone. */
  @Benchmark
  public long changeOneRecord(LargeZone state) {
    RRset rrset =
        ManyNames.rrset(state.random.nextInt(state.records), state.random.nextInt(1 << 24));
    ZoneChange change = new ZoneChange(List.of(), List.of(rrset));
    return state.served.apply(new Command.ChangeZone(state.apex, change));
  }

  /** The health of one endpoint. */
  @Benchmark
  public long flipEndpoint(Endpoints state) {
    return state.served.apply(state.flip());
  }

  /** A whole zone, from records in memory to a table that can be published. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 3)
  @Measurement(iterations = 5)
  public Zone buildZone(Records state) {
    ZoneBuilder zone = Zone.builder("example.com").synthesizeApex();
    state.rrsets.forEach(zone::add);
    return zone.build();
  }
}

package dev.gslb.benchmarks;

import dev.gslb.spi.QueryHandler;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * What does the engine add to the cost of a packet, from the octets of a query to the octets of the
 * answer? The floor copies the query and flips its header; the rival is dnsjava, which knows no
 * policies. Queries have EDNS and go round {@value SampleZone#OWNERS} owners.
 *
 * <pre>benchmarks/run QueryPath -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueryPathBenchmark {
  /** Queries of one kind, and room for an answer. */
  @State(Scope.Thread)
  public abstract static class Ring {
    final byte[] out = new byte[Packets.UDP_PAYLOAD];
    private final byte[][] packets = new byte[SampleZone.OWNERS][];
    private int next;

    void fill(Question question) {
      Arrays.setAll(packets, question::packet);
    }

    byte[] next() {
      return packets[next++ & (SampleZone.OWNERS - 1)];
    }

    static void check(Question question, byte[] answer) {
      Message message = Packets.read(answer);
      int records = message.getSection(Section.ANSWER).size();
      int authority = message.getSection(Section.AUTHORITY).size();
      if (message.getRcode() != question.rcode
          || records != question.answers
          || authority != question.authority) {
        throw new IllegalStateException("not the expected answer: " + message);
      }
    }
  }

  /** The engine and what it is asked. */
  @State(Scope.Thread)
  public static class Asked extends Ring {
    @Param Question question;

    private Served served;

    /** Builds the zone and checks that the answers are those that are meant. */
    @Setup
    public void build() {
      fill(question);
      served = new Served(SampleZone.build());
      for (int i = 0; i < SampleZone.OWNERS; i++) {
        int length = served.answer(next(), out);
        check(question, Arrays.copyOf(out, Math.max(length, 0)));
      }
    }

    /** Ends the control thread. */
    @TearDown
    public void close() {
      served.close();
    }
  }

  /** The engine while some endpoints drain, and what it is asked. */
  @State(Scope.Thread)
  public static class AskedWhileDraining extends Ring {
    @Param({"WEIGHTED_8", "ROUND_ROBIN_8", "GEO_ECS", "NESTED_3"})
    Question question;

    private Served served;

    /** Builds the zone, and has some endpoints of each policy keep half of their queries. */
    @Setup
    public void build() {
      fill(question);
      served = new Served(SampleZone.build());
      served.drainSome();
    }

    /** Ends the control thread. */
    @TearDown
    public void close() {
      served.close();
    }
  }

  /** Queries alone. */
  @State(Scope.Thread)
  public static class Unanswered extends Ring {
    /** Makes queries of the length of most. */
    @Setup
    public void build() {
      fill(Question.STATIC_A);
    }
  }

  /** The rival and what it is asked. */
  @State(Scope.Thread)
  public static class AskedRival extends Ring {
    @Param({"STATIC_A", "NXDOMAIN", "WILDCARD", "DELEGATION", "CNAME_CHAIN_2"})
    Question question;

    private Rival rival;

    /** Builds the zone and checks that the answers are those that are meant. */
    @Setup
    public void build() throws IOException {
      fill(question);
      rival = new Rival();
      for (int i = 0; i < SampleZone.OWNERS; i++) {
        check(question, rival.answer(next()));
      }
    }
  }

  /** The engine. */
  @Benchmark
  public int engine(Asked asked) {
    int length = asked.served.answer(asked.next(), asked.out);
    if (length == QueryHandler.DROP) {
      throw new IllegalStateException("dropped");
    }
    return length;
  }

  /** The engine, where endpoints drain. */
  @Benchmark
  public int engineWhileDraining(AskedWhileDraining asked) {
    return asked.served.answer(asked.next(), asked.out);
  }

  /** The least. */
  @Benchmark
  public int floor(Unanswered asked) {
    return Packets.flip(asked.next(), asked.out);
  }

  /** The plain way. */
  @Benchmark
  public byte[] dnsjava(AskedRival asked) throws IOException {
    return asked.rival.answer(asked.next());
  }
}

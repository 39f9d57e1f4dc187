package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Random zones, plain and signed, served by NSD or Knot and here: random questions get the same
 * answers, but for what {@code /differential/explained.txt} explains; and the proofs of ours are
 * those that {@link ProofOracle} finds, whatever the other says. This asks more of them:
 *
 * <pre>
 * mvn verify -Pinterop -Dgslb.pairs=100000
 * </pre>
 */
class DifferentialInterop {
  /** Questions of all cases together. */
  private static final int PAIRS = Integer.getInteger("gslb.pairs", 16_000);

  private static final int CASES = 8;
  private static final int ZONES = 4;
  private static final int MOST_SHOWN = 20;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "nsd, plain, ''",
    "nsd, nsec, ''",
    "nsd, nsec3, -n -t 3 -s aabbcc",
    "nsd, opt-out, -n -p -t 0",
    "knot, plain, ''",
    "knot, nsec, ''",
    "knot, nsec3, -n -t 3 -s aabbcc",
    "knot, opt-out, -n -p -t 0",
  })
  void randomZones_sameAnswers(String peer, String kind, String options) throws Exception {
    List<String> different = new ArrayList<>();
    for (int seed = 1; seed <= ZONES; seed++) {
      compare(peer, kind, options, seed, different);
    }
    assertThat(different.stream().limit(MOST_SHOWN))
        .as("%s of %s questions", different.size(), PAIRS / CASES)
        .isEmpty();
  }

  private void compare(String peer, String kind, String options, int seed, List<String> different)
      throws Exception {
    RandomZone random = new RandomZone(seed, RecordSamples.common());
    Path own = Files.createDirectory(folder.resolve(kind + seed));
    Path file = own.resolve("plain.zone");
    Files.writeString(file, random.text());
    boolean signed = !kind.equals("plain");
    if (signed) {
      file = new ZoneSigner(own).sign(RandomZone.ORIGIN, file, options);
    }
    ProofOracle oracle = new ProofOracle(RandomZone.ORIGIN, file);
    ExplainedDifferences explained = ExplainedDifferences.of(peer, kind);
    Zone zone = Zone.builder(RandomZone.ORIGIN).addFile(file).build();
    try (GslbServer ours = GslbServer.builder().zone(zone).start();
        PeerServer server =
            peer.equals("nsd")
                ? PeerServer.nsd(own, RandomZone.ORIGIN, file)
                : PeerServer.knot(own, RandomZone.ORIGIN, file);
        StreamClient theirs =
            new StreamClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        StreamClient mine = new StreamClient(ours.addresses().get(0))) {
      List<String> more =
          signed ? List.of("DNSKEY", "NSEC3PARAM", "NSEC", "RRSIG") : List.of("DNSKEY");
      for (int i = PAIRS / CASES / ZONES; i > 0; i--) {
        Message query = query(random.question(), random.type(more), signed);
        ComparedAnswer expected = ComparedAnswer.of(theirs.ask(query));
        Message answer = mine.ask(query);
        ComparedAnswer answered = ComparedAnswer.of(answer);
        boolean same = answered.agreesWith(expected) && answered.hasGlueOf(expected, random::has);
        if (!same && !explained.covers(query, expected, answered)) {
          different.add("seed " + seed + " " + text(query, expected, answered));
        }
        if (signed) {
          Record question = query.getQuestion();
          Set<Name> proofs = oracle.proofs(question.getName(), question.getType());
          if (!ProofOracle.proofs(answer).equals(proofs)) {
            different.add("seed " + seed + " " + question + " proofs " + proofs + "\n" + answer);
          }
        }
      }
    }
  }

  private static String text(Message query, ComparedAnswer peer, ComparedAnswer ours) {
    Record question = query.getQuestion();
    return question.getName()
        + " "
        + Type.string(question.getType())
        + "\n  peer: "
        + peer.beyond(ours)
        + "\n  ours: "
        + ours.beyond(peer);
  }

  static Message query(String name, String type, boolean signed) throws Exception {
    Message query =
        Message.newQuery(
            Record.newRecord(Name.fromString(name), Type.value(type, true), DClass.IN));
    if (signed) {
      query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    }
    return query;
  }
}

package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Random zones and questions: this server answers as dnsjava's zone does, step by step. */
final class DifferentialTest {
  private static final int QUESTIONS = Integer.getInteger("gslb.pairs", 6_000) / 3;
  private static final int MOST_SHOWN = 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void randomZone_answersAsDnsjava(long seed) throws Exception {
    RandomZone random = new RandomZone(seed, RecordSamples.all());
    Path file = folder.resolve("random.zone");
    Files.writeString(file, random.text());
    ZoneOracle oracle = new ZoneOracle(RandomZone.ORIGIN, random.text());
    Zone zone = Zone.builder(RandomZone.ORIGIN).addFile(file).build();
    List<String> different = new ArrayList<>();
    try (GslbServer server = GslbServer.builder().zone(zone).start();
        StreamClient client = new StreamClient(server.addresses().get(0))) {
      for (int i = 0; i < QUESTIONS; i++) {
        Message query = DifferentialInterop.query(random.question(), random.type(List.of()), false);
        Record question = query.getQuestion();
        String expected = oracle.answer(question.getName(), question.getType());
        String answered = ZoneOracle.text(client.ask(query));
        if (!answered.equals(expected)) {
          different.add(
              question.getName()
                  + " "
                  + Type.string(question.getType())
                  + "\n  dnsjava: "
                  + expected
                  + "\n  ours:    "
                  + answered);
        }
      }
    }
    assertThat(different.stream().limit(MOST_SHOWN))
        .as("%s of %s questions", different.size(), QUESTIONS)
        .isEmpty();
  }
}

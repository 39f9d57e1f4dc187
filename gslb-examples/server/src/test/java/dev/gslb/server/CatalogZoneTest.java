package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One server's file says which zones another server has; only the catalog stands in that one's. */
class CatalogZoneTest {
  @TempDir private Path folder;

  private int consumerPort;

  @BeforeEach
  void port() throws IOException {
    consumerPort = LoopbackPorts.take();
  }

  private static ReferenceServer start(Path file) throws IOException {
    return ReferenceServer.start(
        file, new ConfigLoader(Map.of(), CatalogZoneTest.class.getClassLoader()));
  }

  private Path producer(String... zones) throws IOException {
    return Files.writeString(
        folder.resolve("producer.yaml"),
        """
        dns: {listen_address: "127.0.0.1:0"}
        transfers:
          allow: [{network: 127.0.0.0/8}]
          notify: [{address: "127.0.0.1:%d"}]
          catalogs: [{name: catalog.test}]
        zones:
          - {%s}
        """
            .formatted(consumerPort, String.join("}\n  - {", zones)));
  }

  private Path consumer(int from) throws IOException {
    return Files.writeString(
        folder.resolve("consumer.yaml"),
        """
        dns: {listen_address: "127.0.0.1:%d"}
        zones:
          - name: catalog.test
            primaries: [{address: "127.0.0.1:%d"}]
            members: {}
        """
            .formatted(consumerPort, from));
  }

  /** The SOA's serial, or the code of the answer. */
  private static String state(ReferenceServer server, String apex) throws IOException {
    Record question = Record.newRecord(Name.fromString(apex), Type.SOA, DClass.IN);
    Message answer =
        PeerServer.resolver(server.addresses().get(0)).send(Message.newQuery(question));
    List<Record> records = answer.getSection(Section.ANSWER);
    return records.isEmpty()
        ? Rcode.string(answer.getRcode())
        : Long.toString(((SOARecord) records.get(0)).getSerial());
  }

  private static void await(ReferenceServer server, String apex, String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(state(server, apex)).as(apex).isEqualTo(state));
  }

  @Test
  void zonesComeAndGo_withTheFileOfTheOther() throws IOException {
    Path file = producer("name: one.test, catalog: catalog.test", "name: own.test");
    try (ReferenceServer producer = start(file);
        ReferenceServer consumer = start(consumer(producer.addresses().get(0).getPort()))) {
      await(consumer, "one.test.", "1");
      assertThat(state(consumer, "own.test.")).isEqualTo("REFUSED");
      assertThat(state(consumer, "catalog.test.")).isEqualTo("REFUSED");
      final String serial = state(producer, "catalog.test.");

      producer("name: one.test, catalog: catalog.test", "name: other.test");
      producer.reload();
      assertThat(state(producer, "other.test.")).isEqualTo("1");
      assertThat(state(producer, "catalog.test.")).as("no member changed").isEqualTo(serial);

      producer("name: one.test", "name: two.test, catalog: catalog.test, group: none");
      producer.reload();
      await(consumer, "two.test.", "1");
      await(consumer, "one.test.", "REFUSED");
    }
  }
}

package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** A zone of a file that takes updates: they outlast reloads and restarts, and reach all nodes. */
final class DynamicZoneTest {
  private static final Name ZONE = Name.fromConstantString("dyn.example.");
  private static final String CONFIG =
      """
      dns: {listen_address: "127.0.0.1:0"}
      overwatch: {data_dir: "%s"}
      zones:
        - name: dyn.example
          file: dyn.zone
          dynamic: true
          updates: [{network: 127.0.0.0/8, names: ["*.dyn.example"]}]
      """;

  @TempDir private Path folder;

  private static ReferenceServer start(Path file) throws IOException {
    return ReferenceServer.start(
        file, new ConfigLoader(Map.of(), DynamicZoneTest.class.getClassLoader()));
  }

  private void writeZone(int serial, String... lines) throws IOException {
    Files.writeString(
        folder.resolve("dyn.zone"),
        "$TTL 60\n$ORIGIN dyn.example.\n@ SOA ns host %d 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n%s\n"
            .formatted(serial, String.join("\n", lines)));
  }

  private static SimpleResolver resolver(InetSocketAddress server) {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTCP(true); // a server that is killed is noticed
    resolver.setTimeout(Duration.ofSeconds(30));
    return resolver;
  }

  static String update(InetSocketAddress server, String owner, String address) throws IOException {
    Update update = new Update(ZONE);
    update.replace(new Name(owner, ZONE), Type.A, 60, address);
    return Rcode.string(resolver(server).send(update).getRcode());
  }

  private static List<Record> ask(InetSocketAddress server, Name owner, int type)
      throws IOException {
    Message query = Message.newQuery(Record.newRecord(owner, type, DClass.IN));
    return resolver(server).send(query).getSection(Section.ANSWER);
  }

  static List<String> addresses(InetSocketAddress server, String owner) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (Record record : ask(server, new Name(owner, ZONE), Type.A)) {
      addresses.add(record.rdataToString());
    }
    return addresses;
  }

  static long serial(InetSocketAddress server) throws IOException {
    return ((SOARecord) ask(server, ZONE, Type.SOA).get(0)).getSerial();
  }

  @Test
  void updates_outlastReloadOfAChangedFileAndRestart() throws Exception {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(file, CONFIG.formatted(folder.resolve("kept")));
    writeZone(5, "old A 192.0.2.10", "both A 192.0.2.11");
    long serial;
    try (ReferenceServer server = start(file)) {
      InetSocketAddress address = server.addresses().get(0);
      assertThat(update(address, "new", "192.0.2.20")).isEqualTo("NOERROR");
      assertThat(update(address, "both", "192.0.2.21")).isEqualTo("NOERROR");
      assertThat(update(address, "@", "192.0.2.22")).as("not granted").isEqualTo("REFUSED");
      long updated = serial(address);
      assertThat(updated).isGreaterThanOrEqualTo(7);

      writeZone(6, "old A 192.0.2.12", "both A 192.0.2.13");
      server.reload();

      assertThat(addresses(address, "new")).containsExactly("192.0.2.20");
      assertThat(addresses(address, "both")).containsExactly("192.0.2.21");
      assertThat(addresses(address, "old")).containsExactly("192.0.2.12");
      ClusterNodes.eventually(() -> serial(address) > updated);

      writeZone(100, "old A 192.0.2.12");
      server.reload();
      assertThat(serial(address)).as("of a newer file").isGreaterThanOrEqualTo(100);
      assertThat(update(address, "new", "192.0.2.23")).isEqualTo("NOERROR");
      serial = serial(address);
      assertThat(serial).isGreaterThan(100);
    }
    try (ReferenceServer server = start(file)) {
      InetSocketAddress address = server.addresses().get(0);
      assertThat(addresses(address, "new")).containsExactly("192.0.2.23");
      assertThat(addresses(address, "both")).containsExactly("192.0.2.21");
      assertThat(serial(address)).isGreaterThanOrEqualTo(serial);
    }
  }

  @Test
  void updateThroughAnyNode_isServedByAllWithOneSerial() throws Exception {
    writeZone(5, "old A 192.0.2.10");
    try (ClusterNodes nodes = new ClusterNodes(folder, "all", "a", "b", "c")) {
      nodes.with(CONFIG.substring(CONFIG.indexOf("zones:")));
      for (String name : List.of("a", "b", "c")) {
        nodes.start(name);
      }
      nodes.awaitAnswer("192.0.2.1", "a", "b", "c");
      for (String name : List.of("a", "b", "c")) {
        ClusterNodes.eventually(
            () -> update(nodes.dns(name), name, "192.0.2.30").equals("NOERROR"));
      }

      String leader = nodes.leader();
      List<String> others = new ArrayList<>(List.of("a", "b", "c"));
      others.remove(leader);
      nodes.stop(leader);
      ClusterNodes.eventually(
          () -> update(nodes.dns(others.get(0)), "later", "192.0.2.31").equals("NOERROR"));
      nodes.start(leader);

      for (String name : List.of("a", "b", "c")) {
        ClusterNodes.eventually(() -> addresses(nodes.dns(name), "later").size() == 1);
        for (String owner : List.of("a", "b", "c")) {
          assertThat(addresses(nodes.dns(name), owner)).containsExactly("192.0.2.30");
        }
      }
      ClusterNodes.eventually(
          () -> {
            long serial = serial(nodes.dns("a"));
            return serial > 8
                && serial == serial(nodes.dns("b"))
                && serial == serial(nodes.dns("c"));
          });
    }
  }
}

package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Changed files are served, bad ones are not, and clients get answers all the time. */
final class ReloadTest {
  private static final String NAME = "www.example.com";

  @TempDir private Path folder;

  private static ReferenceServer start(Path file) throws IOException {
    return ReferenceServer.start(
        file, new ConfigLoader(Map.of(), ReloadTest.class.getClassLoader()));
  }

  private static String configuration(String address) {
    return """
        dns: {listen_address: "127.0.0.1:0"}
        metrics: {address: "127.0.0.1:0"}
        regions: [{name: here, servers: [{address: %s}]}]
        domains: [{name: www.example.com, regions: [here]}]
        """
        .formatted(address);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private static void awaitAnswer(ReferenceServer server, String address) {
    DemoClient client = new DemoClient(server.addresses().get(0));
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(client.addresses(NAME, null)).containsExactly(address));
  }

  @Test
  void fileRewritten_newAnswersAreServed() throws IOException {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(file, configuration("192.0.2.1"));
    try (ReferenceServer server = start(file)) {
      awaitAnswer(server, "192.0.2.1");
      Files.writeString(file, configuration("192.0.2.2"));
      awaitAnswer(server, "192.0.2.2");

      assertThat(server.refusedReloads()).isZero();
      await().untilAsserted(() -> assertThat(server.reloads()).isEqualTo(1));
      assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
          .contains("gslb_config_reloads_total{result=\"applied\"} 1.0");
    }
  }

  @Test
  void fileMadeBad_isRefusedWholeUntilMended() throws IOException {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(file, configuration("192.0.2.1"));
    try (ReferenceServer server = start(file)) {
      Files.writeString(file, configuration("192.0.2.2") + "surprise: true\n");
      await().untilAsserted(() -> assertThat(server.refusedReloads()).isEqualTo(1));
      awaitAnswer(server, "192.0.2.1");
      assertThat(server.reloads()).isZero();
      assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
          .contains("gslb_config_reloads_total{result=\"refused\"} 1.0");

      Files.writeString(file, configuration("192.0.2.3"));
      awaitAnswer(server, "192.0.2.3");
      await().untilAsserted(() -> assertThat(server.reloads()).isEqualTo(1));
    }
  }

  @Test
  void fileRemoved_isRefusedUntilItReturns() throws IOException {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(file, configuration("192.0.2.1"));
    try (ReferenceServer server = start(file)) {
      Files.delete(file);
      await().untilAsserted(() -> assertThat(server.refusedReloads()).isEqualTo(1));
      awaitAnswer(server, "192.0.2.1");
      Files.writeString(file, configuration("192.0.2.2"));
      awaitAnswer(server, "192.0.2.2");
    }
  }

  @Test
  void mountedConfigMap_linkSwapped_newAnswersAreServed() throws IOException {
    Path before = Files.createDirectory(folder.resolve("..2026_01"));
    Path after = Files.createDirectory(folder.resolve("..2026_02"));
    Files.writeString(before.resolve("gslb.yaml"), configuration("192.0.2.1"));
    Files.writeString(after.resolve("gslb.yaml"), configuration("192.0.2.2"));
    Path data = folder.resolve("..data");
    Files.createSymbolicLink(data, before.getFileName());
    Path file = folder.resolve("gslb.yaml");
    Files.createSymbolicLink(file, Path.of("..data", "gslb.yaml"));
    try (ReferenceServer server = start(file)) {
      awaitAnswer(server, "192.0.2.1");
      Path swapped = Files.createSymbolicLink(folder.resolve("..tmp"), after.getFileName());
      Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
      awaitAnswer(server, "192.0.2.2");

      assertThat(server.refusedReloads()).isZero();
    }
  }

  @Test
  void zoneFileRewritten_newRecordsAreServed() throws IOException {
    Path zone = folder.resolve("example.com.zone");
    Files.writeString(zone, zone("192.0.2.1"));
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        zones: [{name: example.com, file: example.com.zone}]
        """);
    try (ReferenceServer server = start(file)) {
      awaitAnswer(server, "192.0.2.1");
      Files.writeString(zone, "www A nonsense\n");
      await().untilAsserted(() -> assertThat(server.refusedReloads()).isEqualTo(1));
      awaitAnswer(server, "192.0.2.1");
      Files.writeString(zone, zone("192.0.2.2"));
      awaitAnswer(server, "192.0.2.2");
    }
  }

  /** The files place 203.0.113.0/24 in a country and know no other network. */
  @Test
  void geoDatabaseReplaced_newPlacesDecide() throws IOException {
    Path database = folder.resolve("country.mmdb");
    copy("/geo/network-in-DE.mmdb", database);
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        regions:
          - {name: eu, countries: [DE], servers: [{address: 192.0.2.1}]}
          - {name: us, countries: [US], servers: [{address: 192.0.2.2}]}
        overwatch: {geolocation: {database_path: country.mmdb, default_region: eu}}
        domains: [{name: www.example.com, routing_algorithm: geolocation, regions: [us, eu]}]
        """);
    try (ReferenceServer server = start(file)) {
      DemoClient client = new DemoClient(server.addresses().get(0));
      assertThat(client.addresses(NAME, "203.0.113.0")).containsExactly("192.0.2.1");
      copy("/geo/network-in-US.mmdb", folder.resolve("new.mmdb"));
      Files.move(folder.resolve("new.mmdb"), database, StandardCopyOption.ATOMIC_MOVE);
      await()
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(
              () -> assertThat(client.addresses(NAME, "203.0.113.0")).containsExactly("192.0.2.2"));

      assertThat(client.addresses(NAME, "198.51.100.0")).containsExactly("192.0.2.1");
    }
  }

  private static void copy(String resource, Path file) throws IOException {
    try (InputStream in = ReloadTest.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
  }

  private static String zone(String address) {
    return """
        $ORIGIN example.com.
        $TTL 300
        @   SOA ns1 hostmaster 1 3600 600 1209600 60
        @   NS  ns1
        ns1 A   192.0.2.53
        www A   %s
        """
        .formatted(address);
  }

  @Test
  void cookieSecrets_rollAsOftenAsTheFileDoes() throws IOException {
    String first = "000102030405060708090a0b0c0d0e0f";
    String second = "101112131415161718191a1b1c1d1e1f";
    String third = "202122232425262728292a2b2c2d2e2f";
    Path file = folder.resolve("gslb.yaml");
    Path other = folder.resolve("other.yaml");
    Files.writeString(file, withSecrets(first, second));
    Files.writeString(other, withSecrets(third));
    try (ReferenceServer server = start(file);
        ReferenceServer fresh = start(other)) {
      Files.writeString(file, withSecrets(second, first));
      server.reload();
      Files.writeString(file, withSecrets(third, second));
      server.reload();
      // Two servers with one secret make the same cookie for a client in the same second.
      await().until(() -> Arrays.equals(cookie(server), cookie(fresh)));
    }
  }

  private static String withSecrets(String... secrets) {
    List<String> quoted = Arrays.stream(secrets).map(secret -> '"' + secret + '"').toList();
    return configuration("192.0.2.1")
        .replace(
            "127.0.0.1:0\"}\nmetrics", "127.0.0.1:0\", cookie_secrets: " + quoted + "}\nmetrics");
  }

  private static byte[] cookie(ReferenceServer server) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(NAME + "."), Type.A, DClass.IN));
    EDNSOption asked = new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[8]);
    query.addRecord(new OPTRecord(1_232, 0, 0, 0, List.of(asked)), Section.ADDITIONAL);
    SimpleResolver resolver = new SimpleResolver(server.addresses().get(0));
    return resolver.send(query).getOPT().getOptions(EDNSOption.Code.COOKIE).get(0).toWire();
  }
}

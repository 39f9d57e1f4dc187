package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers and networks that are said at run time, in the answers of a server. */
final class RegistrationApiTest {
  private static final String WWW = "www.example.com";
  private static final String GEO = "geo.example.com";
  private static final String FIRST = "192.0.2.1";
  private static final String SECOND = "192.0.2.2";
  private static final String JOINING = "192.0.2.7";
  private static final String PATH = "servers/www.example.com/192.0.2.7:80";

  @TempDir private Path folder;
  private ReferenceServer server;

  @BeforeEach
  void start() throws IOException {
    configure("us");
    open();
  }

  private void configure(String region) throws IOException {
    Files.writeString(
        folder.resolve("gslb.yaml"),
        """
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"}
        metrics: {address: "127.0.0.1:0"}
        overwatch:
          data_dir: "%s"
          geolocation: {default_region: %s, custom_mappings: [{cidr: 10.0.0.0/8, region: eu}]}
        regions:
          - {name: %s, servers: [{address: 192.0.2.1, port: 80}]}
          - {name: eu, servers: [{address: 192.0.2.2, port: 80}]}
        domains:
          - {name: www.example.com, regions: [%s]}
          - {name: geo.example.com, routing_algorithm: geolocation, regions: [%s, eu]}
        """
            .formatted(folder.resolve("state"), region, region, region, region));
  }

  private void open() throws IOException {
    server =
        ReferenceServer.start(
            folder.resolve("gslb.yaml"), new ConfigLoader(Map.of(), getClass().getClassLoader()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> answer(String name, @Nullable String client) throws IOException {
    return new DemoClient(server.addresses().get(0)).addresses(name, client);
  }

  /** Round-robin shows each server in so many answers as there are servers. */
  private void awaitServers(String... addresses) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(List.of(answer(WWW, null), answer(WWW, null)).stream().distinct())
                    .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(addresses).map(List::of).toList()));
  }

  private void awaitPlace(String client, String address) {
    eventually(() -> assertThat(answer(GEO, client)).containsExactly(address));
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }

  private ApiClient.Answer send(String method, String path, @Nullable String json)
      throws Exception {
    return ApiClient.send(server.apiAddress().orElseThrow(), method, path, json);
  }

  private void register(String ttl) throws Exception {
    String json = "{\"region\":\"us\",\"weight\":100,\"ttl\":\"" + ttl + "\"}";
    assertThat(send("PUT", PATH, json).status()).isEqualTo(200);
  }

  private Run gslb(String... arguments) {
    InetSocketAddress address = server.apiAddress().orElseThrow();
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--api";
    all[arguments.length + 1] = "http://127.0.0.1:" + address.getPort();
    return Run.of(all);
  }

  @Test
  void register_joinsTheAnswersUntilItIsDeregistered() throws Exception {
    awaitServers(FIRST);

    Run set = gslb("register", WWW, "192.0.2.7:80", "--region", "us", "--ttl", "1m");
    assertThat(set.exitCode()).isZero();
    assertThat(set.out()).contains("\"changed\":true").contains("\"expires\":");
    awaitServers(FIRST, JOINING);
    // What is answered changes before what is told of it.
    eventually(
        () ->
            assertThat(gslb("register", WWW, "192.0.2.7:80", "--region", "us", "--ttl", "1m").out())
                .contains("\"changed\":false")
                .contains("\"status\":\"active\""));
    eventually(
        () ->
            assertThat(send("GET", "servers", null).body())
                .contains("\"id\":\"us/192.0.2.7:80\"")
                .contains("\"source\":\"registration\",\"status\":\"active\"")
                .contains("gslb.yaml:8:26\""));
    eventually(
        () -> assertThat(send("GET", "health/servers", null).body()).contains("us/192.0.2.7:80"));

    assertThat(gslb("deregister", WWW, "192.0.2.7:80").exitCode()).isZero();
    awaitServers(FIRST);
    eventually(() -> assertThat(send("GET", PATH, null).status()).isEqualTo(404));
  }

  @Test
  void register_withoutRenewal_endsWithItsTime() throws Exception {
    register("10s");
    awaitServers(FIRST, JOINING);

    awaitServers(FIRST);
    eventually(() -> assertThat(send("GET", PATH, null).status()).isEqualTo(404));
  }

  @Test
  void register_survivesReloadAndRestart_fromTheFirstAnswerOn() throws Exception {
    register("1h");
    awaitServers(FIRST, JOINING);

    server.reload();
    assertThat(List.of(answer(WWW, null), answer(WWW, null)))
        .containsExactlyInAnyOrder(List.of(FIRST), List.of(JOINING));
    server.close();
    open();
    assertThat(List.of(answer(WWW, null), answer(WWW, null)))
        .containsExactlyInAnyOrder(List.of(FIRST), List.of(JOINING));
  }

  @Test
  void register_ofARegionThatLeavesTheFile_isKeptAndMarked() throws Exception {
    register("1h");
    awaitServers(FIRST, JOINING);
    configure("asia");
    server.reload();
    assertThat(send("GET", PATH, null).body()).contains("\"status\":\"orphaned\"");
    assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
        .contains("gslb_registrations{status=\"orphaned\"} 1.0");

    configure("us");
    server.reload();
    assertThat(send("GET", PATH, null).body()).contains("\"status\":\"active\"");
    awaitServers(FIRST, JOINING);
  }

  @Test
  void override_ofARegisteredServer_holds() throws Exception {
    register("1h");
    awaitServers(FIRST, JOINING);

    assertThat(send("PUT", "overrides/us/192.0.2.7", "{\"enabled\":false}").status())
        .isEqualTo(200);

    awaitServers(FIRST);
  }

  @Test
  void register_ofAServerOfTheFile_isShadowed() throws Exception {
    String json = "{\"region\":\"us\"}";
    assertThat(send("PUT", "servers/www.example.com/192.0.2.1:80", json).status()).isEqualTo(200);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                send("GET", "servers/www.example.com/192.0.2.1:80", null)
                    .body()
                    .contains("\"status\":\"shadowed\""));
    awaitServers(FIRST);
  }

  @Test
  void map_placesANetworkAboveTheFileUntilItIsUnmapped() throws Exception {
    awaitPlace("10.1.2.0", SECOND);
    assertThat(gslb("geo", "test", "10.1.2.3").out())
        .contains("\"region\":\"eu\",\"source\":\"configuration\"");

    assertThat(gslb("geo", "map", "10.0.0.0/8", "us", "--comment", "moved").exitCode()).isZero();
    awaitPlace("10.1.2.0", FIRST);
    eventually(
        () ->
            assertThat(gslb("geo", "test", "10.1.2.3").out())
                .contains(
                    "\"region\":\"us\",\"source\":\"runtime\",\"detail\":\"custom mapping 10.0.0.0/8"));
    assertThat(send("PUT", "geo/mappings/10.1.0.0/16", "{\"region\":\"eu\"}").status())
        .isEqualTo(200);
    awaitPlace("10.1.2.0", SECOND);
    awaitPlace("10.2.2.0", FIRST);
    eventually(
        () ->
            assertThat(gslb("geo", "list").out())
                .contains("\"status\":\"shadowed\"")
                .contains("\"cidr\":\"10.1.0.0/16\",\"region\":\"eu\"")
                .contains("\"comment\":\"moved\",\"source\":\"runtime\",\"status\":\"active\""));

    server.reload();
    assertThat(answer(GEO, "10.2.2.0")).containsExactly(FIRST);
    assertThat(gslb("geo", "unmap", "10.0.0.0/8").exitCode()).isZero();
    assertThat(gslb("geo", "unmap", "10.1.0.0/16").exitCode()).isZero();
    awaitPlace("10.2.2.0", SECOND);
    assertThat(gslb("geo", "test", "2001:db8::1").out())
        .contains("\"region\":\"us\",\"source\":\"default\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT | servers/www.example.com/192.0.2.7:80 | {} | 400 | region '' (expected: a region's name)",
        "PUT | servers/www.example.com/192.0.2.7:80 | {\"region\":\"us\",\"weight\":70000} | 400 | weight 70000 (expected: 0..65535)",
        "PUT | servers/www.example.com/192.0.2.7:80 | {\"region\":\"us\",\"weight\":\"1\"} | 400 | weight 1 (expected: an integer)",
        "PUT | servers/www.example.com/192.0.2.7:80 | {\"region\":\"us\",\"ttl\":\"1s\"} | 400 | ttl 1s (expected: 5s..1h)",
        "PUT | servers/www.example.com/192.0.2.7:80 | {\"region\":\"us\",\"ttl\":\"soon\"} | 400 | ttl soon (expected: a duration",
        "PUT | servers/www.example.com/192.0.2.7:80 | {\"region\":\"us\",\"wait\":1} | 400 | wait (expected: region, weight, ttl)",
        "PUT | servers/www.example.com/192.0.2.7 | {\"region\":\"us\"} | 400 | address:port",
        "PUT | servers/www.example.com/%5B2001:db8::7%5D:80 | {\"region\":\"no\"} | 200 | `\"status\":\"orphaned\"`",
        "PUT | servers | {} | 405 | expected: GET",
        "GET | servers/www.example.com/192.0.2.7:80 | `` | 404 | no registration of",
        "POST | servers/www.example.com/192.0.2.7:80 | {} | 405 | GET, PUT or DELETE",
        "PUT | geo/mappings/10.0.0.1/8 | {\"region\":\"us\"} | 400 | as in 10.0.0.0/8",
        "PUT | geo/mappings/10.0.0.0%2F8 | {\"region\":\"no\"} | 404 | no region no",
        "GET | geo/mappings/10.0.0.0/8 | `` | 404 | no mapping of 10.0.0.0/8",
        "GET | geo/test?ip=here | `` | 400 | ip 'here'",
        "GET | geo/test | `` | 400 | ip ''",
        "GET | geo/other | `` | 404 | no such resource",
      })
  void send_badRequest_isRefusedAndSaysWhy(
      String method, String path, @Nullable String json, int status, String message)
      throws Exception {
    ApiClient.Answer answer = send(method, path, json);

    assertThat(answer.body()).contains(message);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer(WWW, null)).containsExactly(FIRST);
  }
}

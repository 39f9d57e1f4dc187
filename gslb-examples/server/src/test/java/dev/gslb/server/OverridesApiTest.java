package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gslb.config.ConfigLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator says over HTTP or by the command line, in the answers of the server. */
final class OverridesApiTest {
  private static final String FIRST = "192.0.2.1";
  private static final String SECOND = "192.0.2.2";

  @TempDir private Path folder;
  private ReferenceServer server;

  @BeforeEach
  void start() throws IOException {
    configure("{address: 192.0.2.1, port: 80}, {address: 192.0.2.2, port: 80}");
    open();
  }

  private void configure(String servers) throws IOException {
    Files.writeString(
        folder.resolve("gslb.yaml"),
        """
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"}
        metrics: {address: "127.0.0.1:0"}
        overwatch: {data_dir: "%s"}
        regions: [{name: us, servers: [%s]}]
        domains: [{name: www.example.com, routing_algorithm: failover, regions: [us]}]
        """
            .formatted(folder.resolve("state"), servers));
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

  private List<String> answer() throws IOException {
    return new DemoClient(server.addresses().get(0)).addresses("www.example.com", null);
  }

  private void awaitAnswer(String address) {
    await().until(() -> answer().equals(List.of(address)));
  }

  private Run gslb(String... arguments) {
    InetSocketAddress address = server.apiAddress().orElseThrow();
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--api";
    all[arguments.length + 1] = "http://127.0.0.1:" + address.getPort();
    return Run.of(all);
  }

  private ApiClient.Answer send(String method, String path, @Nullable String json)
      throws Exception {
    return ApiClient.send(server.apiAddress().orElseThrow(), method, path, json);
  }

  @Test
  void set_takesTheServerOutUntilItIsCleared() throws Exception {
    assertThat(answer()).containsExactly(FIRST);

    Run set = gslb("override", "set", "us", FIRST, "--enabled", "false", "--reason", "new disks");
    assertThat(set.exitCode()).isZero();
    awaitAnswer(SECOND);
    Run list = gslb("override", "list");
    assertThat(list.out())
        .contains("\"address\":\"192.0.2.1\"")
        .contains("\"reason\":\"new disks\"")
        .contains("\"orphaned\":false")
        .contains("us/192.0.2.1:80");

    assertThat(gslb("override", "clear", "us", FIRST).exitCode()).isZero();
    awaitAnswer(FIRST);
    assertThat(gslb("override", "list").out().strip()).isEqualTo("{\"overrides\":[]}");
  }

  @Test
  void set_survivesReloadAndRestart_fromTheFirstAnswerOn() throws Exception {
    assertThat(gslb("override", "set", "us", FIRST, "--healthy=false").exitCode()).isZero();
    awaitAnswer(SECOND);
    server.reload();
    assertThat(answer()).containsExactly(SECOND);

    server.close();
    open();
    assertThat(answer()).containsExactly(SECOND);
  }

  @Test
  void set_ofAServerThatLeavesTheFile_isKeptAndMarked() throws Exception {
    assertThat(gslb("override", "set", "us", FIRST, "--weight", "0").exitCode()).isZero();
    configure("{address: 192.0.2.2, port: 80}");
    server.reload();
    await().until(() -> gslb("override", "list").out().contains("\"orphaned\":true"));

    configure("{address: 192.0.2.1, port: 80}, {address: 192.0.2.2, port: 80}");
    server.reload();
    await().until(() -> gslb("override", "list").out().contains("\"orphaned\":false"));
    awaitAnswer(SECOND);
  }

  @Test
  void set_moreSpecificTarget_goesBeforeTheAddress() throws Exception {
    send("PUT", "overrides/us/192.0.2.1", "{\"enabled\":false}");
    send("PUT", "overrides/us/192.0.2.1:80", "{\"enabled\":true}");
    await()
        .until(() -> send("GET", "overrides/us/192.0.2.1:80", null).body().contains("\"enabled\""));
    awaitAnswer(FIRST);
  }

  @Test
  void drain_whenItsTimeIsOver_hasTakenTheServerOutUntilItIsCleared() throws Exception {
    assertThat(gslb("override", "set", "us", FIRST, "--drain", "1s").exitCode()).isZero();
    awaitAnswer(SECOND);
    assertThat(send("GET", "overrides/us/192.0.2.1", null).body())
        .contains("\"drain\":{\"value\":\"1s\",\"share\":0.0,\"drained_at\":\"");
    assertThat(send("GET", "health/servers", null).body())
        .containsOnlyOnce("\"share\":0.0")
        .contains("\"up\":false");
    assertThat(draining()).isEqualTo("gslb_draining_servers 1.0");

    assertThat(gslb("override", "clear", "us", FIRST).exitCode()).isZero();
    awaitAnswer(FIRST);
    assertThat(send("GET", "health/servers", null).body()).doesNotContain("\"share\"");
    assertThat(draining()).isEqualTo("gslb_draining_servers 0.0");
  }

  private String draining() throws Exception {
    String page = MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics");
    return page.lines()
        .filter(line -> line.startsWith("gslb_draining_servers "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void drain_ofSomeTime_tellsTheShareAndWhenItIsGone() throws Exception {
    assertThat(gslb("override", "set", "us", FIRST, "--drain", "90m").exitCode()).isZero();
    await().until(() -> send("GET", "overrides/us/192.0.2.1", null).status() == 200);
    String body = send("GET", "overrides/us/192.0.2.1", null).body();
    Matcher drain =
        Pattern.compile(
                "\"drain\":\\{\"value\":\"1h30m\",\"share\":(1.0|0.9\\d*),"
                    + "\"drained_at\":\"(.*?)\".*\"since\":\"(.*?)\"")
            .matcher(body);
    assertThat(body).containsPattern(drain.pattern());
    assertThat(drain.find()).isTrue();
    assertThat(Instant.parse(drain.group(2)))
        .isEqualTo(Instant.parse(drain.group(3)).plus(Duration.ofMinutes(90)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT | overrides/us/192.0.2.1 | {\"weight\":70000} | 400 | weight 70000 (expected: 0..65535)",
        "PUT | overrides/us/192.0.2.1 | {\"weight\":\"1\"} | 400 | weight 1 (expected: an integer)",
        "PUT | overrides/us/192.0.2.1 | {\"healthy\":1} | 400 | healthy 1 (expected: true or false)",
        "PUT | overrides/us/192.0.2.1 | {} | 400 | nothing to set",
        "PUT | overrides/us/192.0.2.1 | {\"drain\":300} | 400 | drain 300 (expected: a duration such as 5m)",
        "PUT | overrides/us/192.0.2.1 | {\"drain\":\"25h\"} | 400 | drain 25h (expected: 0s..24h",
        "PUT | overrides/us/192.0.2.1 | {\"drain\":\"5 min\"} | 400 | drain 5 min (expected: 0s..24h",
        "PUT | overrides/us/192.0.2.1 | {\"waight\":1,\"weight\":1} | 400 | waight (expected: weight,",
        "PUT | overrides/us/192.0.2.1 | {\"weight\":1,\"expires\":\"now\"} | 400 | expires now",
        "PUT | overrides/us/192.0.2.1 | {\"weight\":1,\"expires\":\"2001-01-01T00:00:00Z\"} | 400 | a time to come",
        "PUT | overrides/us/192.0.2.1 | {\"weight\":1 | 400 | not JSON",
        "PUT | overrides/us/192.0.2.1 | [1] | 400 | no JSON object",
        "PUT | overrides/us/192.0.2.9 | {\"weight\":1} | 404 | no server us/192.0.2.9",
        "PUT | overrides/u%20s/192.0.2.1 | {\"weight\":1} | 400 | region 'u s'",
        "PUT | overrides | {} | 405 | expected: GET",
        "GET | overrides/us/192.0.2.1 | `` | 404 | no override of us/192.0.2.1",
        "POST | overrides/us/192.0.2.1 | {} | 405 | GET, PUT or DELETE",
        "GET | nothing | `` | 404 | no such resource",
        "POST | cluster/members | {\"node\":\"b\",\"address\":\"x:1\"} | 409 | one node",
        "POST | cluster/transfer | {\"to\":\"-\"} | 400 | node '-'",
      })
  void send_badRequest_isRefusedAndSaysWhy(
      String method, String path, @Nullable String json, int status, String message)
      throws Exception {
    ApiClient.Answer answer = send(method, path, json);

    assertThat(answer.body()).contains(message);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer()).containsExactly(FIRST);
  }

  @Test
  void status_ofAServerAlone_saysThatItLeads() throws Exception {
    assertThat(send("GET", "cluster/status", null).body())
        .contains("\"backend\":\"local\"")
        .contains("\"leader\":\"standalone\"")
        .contains("\"answering\":true");
  }

  @Test
  void servers_tellTheSourceOfEachValue() throws Exception {
    send("PUT", "overrides/us/192.0.2.1", "{\"weight\":7}");
    awaitAnswer(FIRST);
    await()
        .until(
            () ->
                send("GET", "health/servers", null)
                    .body()
                    .contains("\"weight\":{\"value\":7,\"source\":\"override\"}"));
    assertThat(send("GET", "health/servers", null).body())
        .contains("\"weight\":{\"value\":100,\"source\":\"configuration\"}")
        .contains("\"source\":\"unchecked\"");
  }

  @Test
  void commandLine_noServer_saysWhereItLooked() {
    Run run = Run.of("override", "list", "--api", "http://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("http://127.0.0.1:1 does not answer");
  }
}

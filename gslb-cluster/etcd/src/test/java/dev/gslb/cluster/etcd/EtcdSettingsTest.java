package dev.gslb.cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.cluster.ClusterBackendProvider;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.etcd.EtcdSettings.Endpoint;
import dev.gslb.zone.Options;
import dev.gslb.zone.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdSettingsTest {
  private static final String HTTP = "http://127.0.0.1:2379";

  @TempDir Path directory;

  @Test
  void service_isFoundByItsKind() {
    assertThat(ServiceLoader.load(ClusterBackendProvider.class))
        .filteredOn(provider -> provider instanceof EtcdBackendProvider)
        .singleElement()
        .satisfies(provider -> assertThat(provider.kind()).isEqualTo("etcd"));
  }

  @Test
  void read_endpointsOnly_hasTheDefaults() {
    EtcdSettings settings = TestSettings.of(HTTP, Map.of());

    assertThat(settings.endpoints()).containsExactly(new Endpoint("127.0.0.1", 2379));
    assertThat(settings.prefix()).isEqualTo("/gslb/");
    assertThat(settings.identity()).isEmpty();
    assertThat(settings.login()).isEmpty();
    assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void read_everything_isTaken() {
    Map<String, Object> options = new HashMap<>();
    options.put("endpoints", List.of("https://a.example:1", "https://[2001:db8::1]:2/"));
    options.put("prefix", "/one/");
    options.put("cert", "c");
    options.put("key", "k");
    options.put("ca", "a");
    options.put("user", "u");
    options.put("password", "p");
    options.put("lease", "10s");
    options.put("timeout", "250ms");
    EtcdSettings settings = EtcdSettings.read(new Options(options));

    assertThat(settings.endpoints())
        .extracting(Endpoint::authority)
        .containsExactly("a.example:1", "[2001:db8::1]:2");
    assertThat(settings.identity())
        .contains(new EtcdSettings.Identity(Path.of("c"), Path.of("k"), Path.of("a")));
    assertThat(settings.login()).contains(new EtcdSettings.Login("u", "p"));
    assertThat(settings.login().orElseThrow().toString()).doesNotContain("password");
    assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.prefix()).isEqualTo("/one/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:2379",
        "ftp://a:1",
        "http://a",
        "http://a:0",
        "http://a:70000",
        "http://u@a:1",
        "http://a:1/path",
        "http://a:1?q",
        "http://a:1#f",
        "http:// a:1",
        ""
      })
  void read_wrongEndpoint_isRefusedWithItsPlace(String endpoint) {
    assertRefused(Map.of("endpoints", List.of(HTTP, endpoint)), "endpoints[1]", "http://host:port");
  }

  @Test
  void read_noEndpoint_isRefused() {
    assertRefused(Map.of("endpoints", List.of()), "endpoints", "a list of http://host:port");
  }

  @Test
  void read_bothSchemes_isRefused() {
    Map<String, Object> options = new HashMap<>();
    options.put("endpoints", List.of("https://a:1", "http://b:1"));
    options.put("cert", "c");
    options.put("key", "k");
    options.put("ca", "a");

    assertRefused(options, "endpoints[1]", "the scheme of the first one, https");
  }

  @Test
  void read_httpsWithoutFiles_namesEachOfThem() {
    Map<String, Object> options = Map.of("endpoints", List.of("https://a:1"));

    assertRefused(options, "cert", "as an endpoint is https");
    assertRefused(options, "key", "as an endpoint is https");
    assertRefused(options, "ca", "as an endpoint is https");
  }

  @Test
  void read_filesWithoutHttps_isRefused() {
    assertRefused(Map.of("endpoints", List.of(HTTP), "ca", "a"), "ca", "no endpoint is https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/gslb", "gslb"})
  void read_wrongPrefix_isRefused(String prefix) {
    assertRefused(
        Map.of("endpoints", List.of(HTTP), "prefix", prefix), "prefix", "that ends with /");
  }

  @Test
  void read_prefixTooLong_isRefused() {
    String prefix = "é".repeat(128) + "/";
    assertRefused(Map.of("endpoints", List.of(HTTP), "prefix", prefix), "prefix", "256 bytes");
  }

  @Test
  void read_halfALogin_isRefused() {
    assertRefused(Map.of("endpoints", List.of(HTTP), "user", "u"), "password", "there is a user");
    assertRefused(
        Map.of("endpoints", List.of(HTTP), "password", "p"), "user", "there is a password");
  }

  @Test
  void read_durationsOutOfRange_areRefused() {
    assertRefused(Map.of("endpoints", List.of(HTTP), "lease", "1s"), "lease", "2000ms..60s");
    assertRefused(Map.of("endpoints", List.of(HTTP), "lease", "2m"), "lease", "2000ms..60s");
    assertRefused(Map.of("endpoints", List.of(HTTP), "timeout", "1ms"), "timeout", "100ms..60s");
  }

  @Test
  void read_unknownOption_isRefused() {
    assertRefused(Map.of("endpoints", List.of(HTTP), "endpoint", "x"), "endpoint", "one of");
  }

  @Test
  void open_filesMissingOrEmpty_isRefusedWithTheirNames() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Map<String, Object> options = new HashMap<>();
    options.put("endpoints", List.of("https://127.0.0.1:1"));
    options.put("cert", directory.resolve("absent.pem").toString());
    options.put("key", empty.toString());
    options.put("ca", empty.toString());

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new EtcdBackendProvider().open(new NodeId("a"), new Options(options)))
        .withMessageContaining("absent.pem")
        .withMessageContaining("key: " + empty);
  }

  @Test
  void open_filesOfAnotherForm_isRefused() throws Exception {
    Path text = Files.writeString(directory.resolve("text.pem"), "not a certificate");
    Map<String, Object> options = new HashMap<>();
    options.put("endpoints", List.of("https://127.0.0.1:1"));
    options.put("cert", text.toString());
    options.put("key", text.toString());
    options.put("ca", text.toString());

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new EtcdBackendProvider().open(new NodeId("a"), new Options(options)))
        .withMessageContaining("PKCS #8");
  }

  private static void assertRefused(Map<String, Object> options, String place, String expected) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new EtcdBackendProvider().validate(new Options(options)))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .anySatisfy(
                        problem -> {
                          assertThat(problem.place()).isEqualTo(place);
                          assertThat(problem.expected()).contains(expected);
                        }));
  }
}

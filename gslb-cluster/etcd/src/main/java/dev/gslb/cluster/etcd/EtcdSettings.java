package dev.gslb.cluster.etcd;

import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the options of the kind {@code etcd} say.
 *
 * @param endpoints at least one
 * @param prefix of all keys in etcd
 * @param identity what TLS needs; empty for plain connections
 * @param login a user of etcd's own; empty for none
 * @param lease of the leader
 * @param timeout of one call
 */
record EtcdSettings(
    List<Endpoint> endpoints,
    String prefix,
    Optional<Identity> identity,
    Optional<Login> login,
    Duration lease,
    Duration timeout) {

  private static final String ENDPOINT = "http://host:port or https://host:port";
  private static final int MAX_PREFIX_BYTES = 256;
  private static final Duration DEFAULT_LEASE = Duration.ofSeconds(2);
  private static final Duration MAX_LEASE = Duration.ofMinutes(1);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  /** Where one server of etcd listens. */
  record Endpoint(String host, int port) {
    /** As a URI and a certificate would have it. */
    String authority() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** Files in PEM: our certificate, its key in PKCS #8, and who signs the servers' ones. */
  record Identity(Path cert, Path key, Path ca) {}

  /** A user of etcd. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return "user " + user;
    }
  }

  static EtcdSettings read(Options options) {
    OptionReader reader = new OptionReader(options);
    List<String> schemes = new ArrayList<>();
    List<Endpoint> endpoints = readEndpoints(reader, schemes);
    EtcdSettings settings =
        new EtcdSettings(
            endpoints,
            readPrefix(reader),
            readIdentity(reader, schemes.contains("https")),
            readLogin(reader),
            readDuration(reader, "lease", DEFAULT_LEASE, DEFAULT_LEASE, MAX_LEASE),
            readDuration(reader, "timeout", DEFAULT_TIMEOUT, MIN_TIMEOUT, MAX_TIMEOUT));
    reader.finish();
    return settings;
  }

  private static List<Endpoint> readEndpoints(OptionReader reader, List<String> schemes) {
    List<Endpoint> endpoints = new ArrayList<>();
    List<String> texts = reader.texts("endpoints");
    if (texts.isEmpty()) {
      reader.problem("endpoints", "nothing", "a list of " + ENDPOINT);
    }
    for (int i = 0; i < texts.size(); i++) {
      String place = "endpoints[" + i + "]";
      Optional<URI> uri = endpoint(texts.get(i));
      if (uri.isEmpty()) {
        reader.problem(place, texts.get(i), ENDPOINT);
        continue;
      }
      String host = uri.get().getHost();
      if (host.startsWith("[")) {
        host = host.substring(1, host.length() - 1);
      }
      endpoints.add(new Endpoint(host, uri.get().getPort()));
      schemes.add(uri.get().getScheme());
      if (!schemes.get(0).equals(uri.get().getScheme())) {
        reader.problem(place, texts.get(i), "the scheme of the first one, " + schemes.get(0));
      }
    }
    return endpoints;
  }

  private static Optional<URI> endpoint(String text) {
    try {
      URI uri = new URI(text);
      boolean holds =
          ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getPort() >= 1
              && uri.getPort() <= 65_535
              && uri.getUserInfo() == null
              && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
              && uri.getQuery() == null
              && uri.getFragment() == null;
      return holds ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String readPrefix(OptionReader reader) {
    String prefix = reader.text("prefix", "/gslb/");
    if (!prefix.endsWith("/")
        || !StandardCharsets.UTF_8.newEncoder().canEncode(prefix)
        || prefix.getBytes(StandardCharsets.UTF_8).length > MAX_PREFIX_BYTES) {
      reader.problem(
          "prefix", prefix, "text of at most " + MAX_PREFIX_BYTES + " bytes that ends with /");
    }
    return prefix;
  }

  private static Optional<Identity> readIdentity(OptionReader reader, boolean tls) {
    Path cert = readPath(reader, "cert", tls);
    Path key = readPath(reader, "key", tls);
    Path ca = readPath(reader, "ca", tls);
    return tls ? Optional.of(new Identity(cert, key, ca)) : Optional.empty();
  }

  private static Path readPath(OptionReader reader, String name, boolean tls) {
    String text = reader.text(name, "");
    if (tls && text.isEmpty()) {
      reader.problem(name, "nothing", "the path of a PEM file, as an endpoint is https");
    } else if (!tls && !text.isEmpty()) {
      reader.problem(name, text, "nothing, as no endpoint is https");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      reader.problem(name, text, "the path of a PEM file");
      return Path.of("");
    }
  }

  private static Optional<Login> readLogin(OptionReader reader) {
    String user = reader.text("user", "");
    String password = reader.text("password", "");
    if (user.isEmpty() && password.isEmpty()) {
      return Optional.empty();
    }
    if (user.isEmpty()) {
      reader.problem("user", "nothing", "a name, as there is a password");
    }
    if (password.isEmpty()) {
      reader.problem("password", "nothing", "a password, as there is a user");
    }
    return Optional.of(new Login(user, password));
  }

  private static Duration readDuration(
      OptionReader reader, String name, Duration normal, Duration least, Duration most) {
    Duration value = reader.duration(name, normal);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      reader.problem(
          name, value.toMillis() + "ms", least.toMillis() + "ms.." + most.toSeconds() + "s");
      return normal;
    }
    return value;
  }
}

package dev.gslb.health;

import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;

/**
 * The options of an HTTP or HTTPS check.
 *
 * @param method GET or HEAD
 * @param path with its query
 * @param hostHeader the value of the Host header
 * @param tlsName the name for SNI and in the certificate, without brackets
 * @param statuses what counts as success
 * @param verifyCertificate whether the certificate must be trusted and fit the name
 */
record HttpOptions(
    String method,
    String path,
    String hostHeader,
    String tlsName,
    StatusSet statuses,
    boolean verifyCertificate) {

  private static final StatusSet DEFAULT_STATUSES = StatusSet.of("200-299");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e&&[^#]]*");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");

  static HttpOptions read(HealthCheckConfig config, boolean tls) {
    OptionReader reader = new OptionReader(withStatusTexts(config.options()));
    String path = reader.text("path", "/");
    if (!PATH.matcher(path).matches()) {
      reader.problem("path", path, "a path that begins with / and has no white space");
    }
    String method = reader.oneOf("method", "GET", "GET", "HEAD");
    StatusSet statuses = statuses(reader);
    boolean verify = tls && reader.flag("verify_certificate", true);
    String host = reader.text("host", defaultHost(config, tls));
    Matcher authority = AUTHORITY.matcher(host);
    String name = "";
    if (authority.matches()) {
      name = authority.group(1) != null ? authority.group(1) : authority.group(2);
    }
    if (name.isEmpty() || !port(authority) || (tls && !fitsTls(name))) {
      reader.problem("host", host, "a host name or address, with or without a port");
    }
    reader.finish();
    return new HttpOptions(method, path, host, name, statuses, verify);
  }

  static boolean isAddress(String name) {
    return Targets.isLiteral(name);
  }

  /** A status may be written as a number, a text, or a list of both. */
  private static Options withStatusTexts(Options options) {
    Object status = options.values().get("status");
    if (status == null) {
      return options;
    }
    List<Object> texts = new ArrayList<>();
    for (Object value : status instanceof List<?> list ? list : List.of(status)) {
      texts.add(value instanceof Long ? value.toString() : value);
    }
    return options.with("status", texts);
  }

  private static StatusSet statuses(OptionReader reader) {
    List<String> parts = reader.texts("status");
    if (parts.isEmpty()) {
      return DEFAULT_STATUSES;
    }
    List<String> wrong = new ArrayList<>();
    StatusSet statuses = StatusSet.parse(parts, wrong);
    wrong.forEach(part -> reader.problem("status", part, StatusSet.EXPECTED));
    return statuses == null ? DEFAULT_STATUSES : statuses;
  }

  /** RFC 9110 section 7.2: the port is named unless it is the scheme's own. */
  private static String defaultHost(HealthCheckConfig config, boolean tls) {
    String host = config.host().indexOf(':') >= 0 ? "[" + config.host() + "]" : config.host();
    return config.port() == (tls ? 443 : 80) ? host : host + ":" + config.port();
  }

  private static boolean port(Matcher authority) {
    String port = authority.group(3);
    return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535);
  }

  private static boolean fitsTls(String name) {
    if (isAddress(name)) {
      return true;
    }
    try {
      return new SNIHostName(name).getAsciiName().length() <= 253;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

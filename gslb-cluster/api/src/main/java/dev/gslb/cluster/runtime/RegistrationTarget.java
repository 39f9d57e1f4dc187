package dev.gslb.cluster.runtime;

import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registration is of: a server of one domain.
 *
 * @param service the domain, in lower case, without the final dot; at most 255 characters, no slash
 * @param address where the server is
 * @param port 1 to 65535
 */
public record RegistrationTarget(String service, InetAddress address, int port)
    implements Comparable<RegistrationTarget> {
  private static final int MAX_SERVICE = 255;
  private static final int MAX_PORT = 0xFFFF;
  private static final Pattern PLACE =
      Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^:\\[\\]]+)):(\\d{1,5})");

  /** Checks the form. */
  public RegistrationTarget {
    if (service.length() > MAX_SERVICE
        || service.indexOf('/') >= 0
        || !service.equals(plain(service))) {
      throw new IllegalArgumentException(
          "service '" + service + "' (expected: a domain in lower case, without a final dot)");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " (expected: 1.." + MAX_PORT + ")");
    }
  }

  /**
   * Parses a target.
   *
   * @param service the name of a domain, in any case
   * @param place {@code address:port}, an IPv6 address in brackets
   * @return the target, in its one form
   * @throws IllegalArgumentException if it is none, saying what was expected
   */
  public static RegistrationTarget of(String service, String place) {
    Matcher match = PLACE.matcher(place);
    boolean formed = match.matches();
    String bracketed = formed ? match.group(1) : null;
    String host = bracketed != null ? bracketed : formed ? match.group(2) : "";
    InetAddress address = AddressText.parse(host);
    if (address == null || (bracketed != null) != (host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "server '" + place + "' (expected: address:port, an IPv6 address in brackets)");
    }
    return new RegistrationTarget(plain(service), address, Integer.parseInt(match.group(3)));
  }

  /** The form in which domains are compared as text. */
  private static String plain(String service) {
    String text;
    try {
      text = DomainName.of(service).toString().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "service '" + service + "' (expected: the name of a domain)", e);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Prints address and port.
   *
   * @return such as {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}
   */
  public String place() {
    String text = AddressText.print(address);
    return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
  }

  @Override
  public int compareTo(RegistrationTarget other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return service + "/" + place();
  }
}

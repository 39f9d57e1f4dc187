package dev.gslb.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells address literals from host names, so that only the latter are looked up. */
final class Targets {

  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

  private Targets() {}

  static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  /** Returns the address of a literal, or looks a name up, which may block. */
  static InetAddress resolve(String host) throws UnknownHostException {
    return InetAddress.getByName(host);
  }
}

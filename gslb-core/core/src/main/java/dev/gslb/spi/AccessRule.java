package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom something is permitted to. Without a network it stands for all addresses, without a key for
 * signed and unsigned requests.
 *
 * @param network where a request must come from
 * @param key which TSIG key must have signed it
 */
public record AccessRule(Optional<Network> network, Optional<DomainName> key) {
  /**
   * Permits requests from a network, signed or not.
   *
   * @param network where they come from
   * @return the rule
   */
  public static AccessRule from(Network network) {
    return new AccessRule(Optional.of(network), Optional.empty());
  }

  /**
   * Permits requests that a key signed, from wherever they come.
   *
   * @param key the key's name
   * @return the rule
   */
  public static AccessRule signedBy(DomainName key) {
    return new AccessRule(Optional.empty(), Optional.of(key));
  }

  /**
   * Says whether one of several rules permits a request.
   *
   * @param rules none permits nothing
   * @param client the sender
   * @param signer the key that signed it, proven; null if it is not signed
   * @return true if there is one
   */
  public static boolean permits(
      List<AccessRule> rules, InetAddress client, @Nullable DomainName signer) {
    for (AccessRule rule : rules) {
      boolean from = rule.network.isEmpty() || rule.network.get().contains(client);
      boolean by = rule.key.isEmpty() || (signer != null && rule.key.get().equals(signer));
      if (from && by) {
        return true;
      }
    }
    return false;
  }
}

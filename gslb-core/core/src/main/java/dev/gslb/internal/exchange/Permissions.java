package dev.gslb.internal.exchange;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may do what, with the keys by name. */
record Permissions(ExchangeConfig config, Map<DomainName, TsigKey> keys) {
  static Permissions of(ExchangeConfig config) {
    Map<DomainName, TsigKey> keys = new HashMap<>();
    config.keys().forEach(key -> keys.put(key.name(), key));
    return new Permissions(config, keys);
  }

  /** Checks a signature; null if the record is null. */
  @Nullable Tsig check(byte[] message, @Nullable TsigRecord record, long nowSeconds) {
    return record == null ? null : Tsig.check(message, record, keys.get(record.key()), nowSeconds);
  }

  /** What a client may change now. */
  List<UpdateGrant> grants(Request request, DomainName apex) {
    if (isUnproven(request)) {
      return List.of();
    }
    InetAddress client = request.client().getAddress();
    DomainName signer = request.signer();
    return config.of(apex).updates().orElse(List.of()).stream()
        .filter(grant -> AccessRule.permits(List.of(grant.who()), client, signer))
        .toList();
  }

  /** Why there are none. */
  String whyNone(Request request, DomainName apex) {
    if (config.of(apex).updates().isEmpty()) {
      return "the zone is not dynamic";
    }
    return isUnproven(request)
        ? "over UDP an update must be signed, or come from this host"
        : "nothing is granted to this address or key";
  }

  /** A datagram without a signature may be anybody's. */
  private static boolean isUnproven(Request request) {
    boolean local = request.client().getAddress().isLoopbackAddress();
    return request.signer() == null && !request.isStream() && !local;
  }
}

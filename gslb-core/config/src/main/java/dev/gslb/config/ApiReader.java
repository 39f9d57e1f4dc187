package dev.gslb.config;

import dev.gslb.spi.Network;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code api}. */
final class ApiReader {
  private static final String ADDRESS = "host:port with an IP address, [v6]:port, or :port";
  private static final String TOKEN =
      "a text of " + ApiConfig.LEAST_TOKEN + " or more printable ASCII characters without blanks";

  private ApiReader() {}

  static ApiConfig read(@Nullable MapReader api) {
    if (api == null) {
      return new ApiConfig(false, ApiConfig.defaultAddress(), Optional.empty(), List.of());
    }
    boolean enabled = api.flag("enabled", true);
    InetSocketAddress address =
        api.parsed("address", ApiConfig.defaultAddress(), ADDRESS, Addresses::listen);
    Node.Scalar token = api.scalar("token", TOKEN);
    if (token != null && !token.text().matches("[!-~]{" + ApiConfig.LEAST_TOKEN + ",512}")) {
      api.problems().add(token.place(), token.text().length() + " characters", TOKEN);
    }
    List<Network> networks = Addresses.networks(api, "allowed_networks");
    if (api.flag("trust_proxy_headers", false)) {
      api.unsupported("trust_proxy_headers");
    }
    if (enabled && token == null && !address.getAddress().isLoopbackAddress()) {
      api.problems()
          .add(api.place("address"), "no token", "a token, since other hosts reach this address");
    }
    api.finish();
    return new ApiConfig(
        enabled, address, Optional.ofNullable(token).map(Node.Scalar::text), networks);
  }
}

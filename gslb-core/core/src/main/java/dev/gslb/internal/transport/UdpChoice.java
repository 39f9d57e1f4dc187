package dev.gslb.internal.transport;

import dev.gslb.spi.UdpConfig;
import dev.gslb.spi.UdpTransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the transport for UDP and says which, in one line of the log. */
final class UdpChoice {
  private static final Logger LOG = LoggerFactory.getLogger(UdpChoice.class);

  private UdpChoice() {}

  static UdpTransportProvider choose(UdpConfig config, List<UdpTransportProvider> found) {
    List<UdpTransportProvider> all = new ArrayList<>(found);
    all.add(new NioUdpProvider());
    return config.transport().equals(UdpConfig.AUTO)
        ? best(config, found, all)
        : named(config, all);
  }

  private static UdpTransportProvider best(
      UdpConfig config, List<UdpTransportProvider> found, List<UdpTransportProvider> all) {
    List<String> obstacles = new ArrayList<>();
    for (UdpTransportProvider provider : all) {
      Optional<String> obstacle = provider.obstacle();
      if (obstacle.isEmpty()) {
        String tuned = tuning(config);
        LOG.info(
            "UDP transport: {}{}{}",
            provider.name(),
            reason(found, obstacles),
            isNio(provider) && !tuned.isEmpty() ? "; without effect here: " + tuned : "");
        return provider;
      }
      obstacles.add(provider.name() + " " + obstacle.get());
    }
    throw new IllegalStateException("nio has no obstacle");
  }

  private static String reason(List<UdpTransportProvider> found, List<String> obstacles) {
    if (found.isEmpty()) {
      return ", the only one on the class path";
    }
    return obstacles.isEmpty() ? "" : ", since " + String.join(", ", obstacles);
  }

  private static UdpTransportProvider named(UdpConfig config, List<UdpTransportProvider> all) {
    for (UdpTransportProvider provider : all) {
      if (provider.name().equals(config.transport())) {
        provider
            .obstacle()
            .ifPresent(
                obstacle -> {
                  throw new IllegalArgumentException(
                      "UDP transport " + provider.name() + " " + obstacle);
                });
        if (isNio(provider) && !tuning(config).isEmpty()) {
          throw new IllegalArgumentException(
              "UDP transport nio has no " + tuning(config) + " (expected: the default)");
        }
        LOG.info("UDP transport: {}", provider.name());
        return provider;
      }
    }
    throw new IllegalArgumentException(
        "UDP transport "
            + config.transport()
            + " (expected: "
            + UdpConfig.AUTO
            + " or one of "
            + String.join(", ", all.stream().map(UdpTransportProvider::name).toList())
            + ")");
  }

  private static boolean isNio(UdpTransportProvider provider) {
    return provider.name().equals(UdpConfig.NIO);
  }

  /** The settings that the transport over DatagramChannel lacks and that are not the default. */
  private static String tuning(UdpConfig config) {
    List<String> tuned = new ArrayList<>();
    if (config.batch() != UdpConfig.DEFAULT_BATCH) {
      tuned.add("batch");
    }
    if (!config.busyPoll().isZero()) {
      tuned.add("busyPoll");
    }
    if (!config.cpus().isEmpty()) {
      tuned.add("cpus");
    }
    return String.join(", ", tuned);
  }
}

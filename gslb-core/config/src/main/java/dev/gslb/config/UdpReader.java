package dev.gslb.config;

import dev.gslb.spi.UdpConfig;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code dns.udp}. */
final class UdpReader {
  /** More sockets than this for each address have to be asked for. */
  private static final int MOST_BY_DEFAULT = 8;

  private static final int MOST_MICROS = (int) UdpConfig.MOST_BUSY_POLL.toMillis() * 1_000;

  private static final String CPU = "0.." + (UdpConfig.MOST - 1);

  private UdpReader() {}

  static UdpConfig read(@Nullable MapReader udp) {
    int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST_BY_DEFAULT);
    UdpConfig standard = UdpConfig.DEFAULT.withWorkers(processors);
    if (udp == null) {
      return standard;
    }
    UdpConfig read =
        new UdpConfig(
            udp.text("transport", UdpConfig.AUTO, "auto, linux, nio, or the name of a plugin"),
            udp.integer("workers", standard.workers(), 1, UdpConfig.MOST),
            udp.integer("batch", standard.batch(), 1, UdpConfig.MOST),
            Duration.ofNanos(1_000L * udp.integer("busy_poll_micros", 0, 0, MOST_MICROS)),
            cpus(udp),
            udp.integer("receive_buffer", standard.receiveBuffer(), 0, Integer.MAX_VALUE));
    if (read.transport().equals(UdpConfig.NIO)) {
      udp.onlyWith("another transport", "batch", "busy_poll_micros", "cpus");
    }
    udp.finish();
    return read;
  }

  private static List<Integer> cpus(MapReader udp) {
    List<Integer> cpus = new ArrayList<>();
    for (Node.Scalar text : udp.texts("cpus", CPU)) {
      BigInteger cpu = Scalars.integer(text);
      if (cpu == null || cpu.signum() < 0 || cpu.bitLength() > 10) {
        udp.problems().add(text, CPU);
      } else {
        cpus.add(cpu.intValueExact());
      }
    }
    return cpus;
  }
}

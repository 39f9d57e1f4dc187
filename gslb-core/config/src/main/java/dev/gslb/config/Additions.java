package dev.gslb.config;

import dev.gslb.spi.Network;
import java.net.InetAddress;
import java.util.List;

/**
 * What is said at run time beside the files: servers that join regions, and networks that are
 * placed in regions. Immutable.
 *
 * @param servers join their regions in this order, behind the servers of the files
 * @param mappings go before those of the files for the same network; each of another network
 */
public record Additions(List<Server> servers, List<Mapping> mappings) {
  /** Nothing but the files. */
  public static final Additions NONE = new Additions(List.of(), List.of());

  /** Copies the lists. */
  public Additions {
    servers = List.copyOf(servers);
    mappings = List.copyOf(mappings);
  }

  /**
   * A server, with the meaning of one in a file that has a {@code service}.
   *
   * @param region the region that it joins
   * @param service the one domain that it is for, in lower case, without the final dot
   * @param address where it is
   * @param port 1 to 65535
   * @param weight 0 to 65535
   */
  public record Server(String region, String service, InetAddress address, int port, int weight) {}

  /**
   * A network that is placed in a region.
   *
   * @param network without bits behind its prefix
   * @param region the region
   * @param comment the operator's words; may be empty
   */
  public record Mapping(Network network, String region, String comment) {}

  /** What becomes of something that is said. */
  public enum Fate {
    /** Answers may have it. */
    ACTIVE,
    /** No domain of that service lists the region. */
    UNUSED,
    /** A server of the files has the same region, address and port, and stays. */
    SHADOWED,
    /** There is no such region; it counts when there is one. */
    ORPHANED,
    /** It cannot be served beside the rest. */
    REFUSED
  }
}

package dev.gslb.zone;

import java.net.InetAddress;
import java.util.List;

/** What a policy answers when none of its members is up, in any address family. */
public sealed interface Fallback {
  /** SERVFAIL, so that the client asks another name server. The default. */
  Fallback SERVFAIL = new ServFail();

  /** The members that were up last. */
  Fallback LAST_HEALTHY = new LastHealthy();

  /** Every member, as if all were up. */
  Fallback ALL = new All();

  /** NOERROR without data. */
  Fallback NODATA = new NoData();

  /** See {@link Fallback#SERVFAIL}. */
  record ServFail() implements Fallback {}

  /** See {@link Fallback#LAST_HEALTHY}. */
  record LastHealthy() implements Fallback {}

  /** See {@link Fallback#ALL}. */
  record All() implements Fallback {}

  /** See {@link Fallback#NODATA}. */
  record NoData() implements Fallback {}

  /**
   * Fixed addresses. A family that none of them is of is NODATA.
   *
   * @param addresses at least one
   */
  record Static(List<InetAddress> addresses) implements Fallback {
    /** Checks that there is an address. */
    public Static {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new RefusedException("fallback", "no address", "at least one address");
      }
    }
  }
}

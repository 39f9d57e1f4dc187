package dev.gslb.internal.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one policy tree answers now, worked out so far as it does not depend on the query.
 *
 * @param ipv4 for A
 * @param ipv6 for AAAA
 * @param alias for CNAME; null unless the endpoints are aliases
 */
public record PolicyView(FamilyView ipv4, FamilyView ipv6, @Nullable FamilyView alias) {

  /** Whether any family answers from who was healthy last. */
  public boolean servesLastHealthy() {
    return ipv4.isCounted() || ipv6.isCounted() || (alias != null && alias.isCounted());
  }

  /** What is to be done for a query of one family. */
  public enum Outcome {
    /** Ask the routers. */
    ROUTE,
    /** Answer with fixed records. */
    STATIC,
    /** NOERROR without records: the name has no address of this family. */
    NODATA,
    /** Nothing is up, and the policy says so. */
    SERVFAIL
  }

  /**
   * One family's answer.
   *
   * @param outcome what is to be done
   * @param root the tree to route in; null unless the outcome is ROUTE
   * @param fixed the records; empty unless the outcome is STATIC
   * @param fallback the all-down behaviour in effect, for explanations; empty if none is
   * @param extendedError what the client is told of it (RFC 8914), or {@link #NO_ERROR}
   * @param counter under which answers from who was healthy last are counted, or {@link
   *     #NOT_COUNTED}
   */
  public record FamilyView(
      Outcome outcome,
      @Nullable NodeView root,
      List<EndpointView> fixed,
      String fallback,
      int extendedError,
      int counter) {
    /** The client is told nothing. */
    public static final int NO_ERROR = -1;

    /** The answers are not from who was healthy last. */
    public static final int NOT_COUNTED = -1;

    /** Nothing of this family is declared. */
    public static final FamilyView NODATA =
        new FamilyView(Outcome.NODATA, null, List.of(), "", NO_ERROR, NOT_COUNTED);

    /** The ordinary case: the routers choose. */
    public static FamilyView route(NodeView root) {
      return new FamilyView(Outcome.ROUTE, root, List.of(), "", NO_ERROR, NOT_COUNTED);
    }

    /** The same, counted if there is an answer. */
    public FamilyView counted(int under) {
      return outcome == Outcome.ROUTE
          ? new FamilyView(outcome, root, fixed, fallback, extendedError, under)
          : this;
    }

    /** Whether the answers are from who was healthy last. */
    public boolean isCounted() {
      return counter != NOT_COUNTED;
    }
  }
}

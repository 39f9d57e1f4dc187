package dev.gslb.internal.snapshot;

/** An endpoint as the query path sees it. Immutable by convention: nobody writes to the RDATA. */
public final class EndpointView {
  private final String label;
  private final byte[] rdata;

  /** Makes a view of an endpoint with an id and the RDATA that it answers with. */
  public EndpointView(String label, byte[] rdata) {
    this.label = label;
    this.rdata = rdata;
  }

  /** The endpoint's id, for explanations. */
  public String label() {
    return label;
  }

  /** The RDATA that it answers with. */
  public byte[] rdata() {
    return rdata;
  }
}

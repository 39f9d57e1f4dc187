package dev.gslb.internal.exchange;

/** Why an update is not made. */
final class UpdateRefusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int rcode;

  UpdateRefusal(int rcode, String reason) {
    super(reason, null, false, false);
    this.rcode = rcode;
  }

  /** What the client is told. */
  int rcode() {
    return rcode;
  }
}

package dev.gslb.server;

/** A request that is not carried out: its status, and why. */
final class ApiFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** The status of the response. */
  private final int status;

  ApiFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}

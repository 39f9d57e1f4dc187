package dev.gslb.internal.exchange;

/** Takes the records of a zone, one after the other. */
@FunctionalInterface
interface RecordSink {
  /**
   * Takes a record of class IN.
   *
   * @param owner holds the uncompressed owner name from index 0
   * @param rdata holds the RDATA, its names uncompressed
   * @param from where the RDATA begins
   * @param length octets of the RDATA
   * @return whether more are wanted
   */
  boolean record(byte[] owner, int type, int ttlSeconds, byte[] rdata, int from, int length);
}

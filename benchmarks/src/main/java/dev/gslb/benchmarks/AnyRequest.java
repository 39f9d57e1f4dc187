package dev.gslb.benchmarks;

import dev.gslb.spi.RouteRequest;

/** A request from another client, with other random bits and the next ticket, at each step. */
final class AnyRequest implements RouteRequest {
  private long state;
  private long entropy;

  /** The generator SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  void next() {
    state += 0x9E3779B97F4A7C15L;
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    entropy = z ^ (z >>> 31);
  }

  @Override
  public boolean clientIsIpv4() {
    return true;
  }

  /** An address in 10.0.0.0/14. */
  @Override
  public long clientHigh() {
    return 0x0A00_0000L | (entropy & 0x3_FFFFL);
  }

  @Override
  public long clientLow() {
    return 0;
  }

  @Override
  public int clientPrefixLength() {
    return 32;
  }

  @Override
  public long nameHash() {
    return entropy;
  }

  @Override
  public int recordType() {
    return 1;
  }

  @Override
  public long entropy() {
    return entropy;
  }

  @Override
  public long ticket() {
    return entropy >>> 7;
  }

  @Override
  public int wanted() {
    return 1;
  }
}

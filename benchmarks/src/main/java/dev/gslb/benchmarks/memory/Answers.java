package dev.gslb.benchmarks.memory;

import dev.gslb.GslbServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Asks for random owners of the large zone and checks each answer. */
final class Answers implements Runnable {
  private static final long PAUSE_NANOS = 200_000;

  private final GslbServer server;
  private final int records;
  private final long[] ofVersion = new long[4];
  private volatile int oldest;
  private volatile int newest;
  private volatile boolean stopped;
  private long lost;
  private long wrong;

  Answers(GslbServer server, int records) {
    this.server = server;
    this.records = records;
  }

  /** Says which versions may answer from now on. */
  void expect(int oldest, int newest) {
    this.oldest = oldest;
    this.newest = newest;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    SplittableRandom random = new SplittableRandom(3);
    try (DnsClient client = new DnsClient(server.addresses().get(0))) {
      while (!stopped) {
        int number = random.nextInt(records);
        int least = oldest;
        int address = client.ask(ZoneFile.label(number) + "." + ZoneFile.APEX);
        judge(number, address, least, newest);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      throw new IllegalStateException("asking ended", e);
    }
  }

  private synchronized void judge(int number, int address, int least, int most) {
    int version = (address >>> 24) - 9;
    if (address == DnsClient.LOST) {
      lost++;
    } else if ((address & 0xFFFFFF) != number || version < least || version > most) {
      wrong++;
    } else {
      ofVersion[version]++;
    }
  }

  /** Says what was seen since the last call. */
  synchronized String report() {
    String text =
        "answers of version 1: "
            + ofVersion[1]
            + ", of version 2: "
            + ofVersion[2]
            + ", wrong: "
            + wrong
            + ", lost: "
            + lost;
    Arrays.fill(ofVersion, 0);
    wrong = 0;
    lost = 0;
    return text;
  }
}

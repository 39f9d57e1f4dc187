package dev.gslb.benchmarks.peers;

import java.nio.file.Path;

/** A JDK on this machine. */
record Jdk(int major, Path home) {
  /** The path of one of its programs. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}

package dev.gslb.config;

import java.net.InetAddress;
import java.util.List;

/**
 * How an address comes to this host and goes. Commands are words, run without a shell.
 *
 * @param address that clients ask
 * @param add takes the address
 * @param remove gives it back
 * @param check exits with 0 while all is well; without words, this host must have the address
 */
public record AnycastConfig(
    InetAddress address, List<String> add, List<String> remove, List<String> check) {
  /** Copies the words. */
  public AnycastConfig {
    add = List.copyOf(add);
    remove = List.copyOf(remove);
    check = List.copyOf(check);
  }
}

package dev.gslb.cluster.etcd;

import dev.gslb.zone.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options for tests. */
final class TestSettings {
  private TestSettings() {}

  static Options options(String endpoint, Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>(more);
    options.putIfAbsent("endpoints", List.of(endpoint));
    return new Options(options);
  }

  static EtcdSettings of(String endpoint, Map<String, Object> more) {
    return EtcdSettings.read(options(endpoint, more));
  }
}

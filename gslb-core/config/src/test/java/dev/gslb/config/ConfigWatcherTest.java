package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
  private static final Duration SETTLE = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path directory;

  /** Swaps the link of a mounted ConfigMap as the kubelet does. */
  private void swap(String target) throws Exception {
    Path link = directory.resolve("..data_tmp");
    Files.createSymbolicLink(link, Path.of(target));
    Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void observe_changeThatStays_isReportedOnceWhenItHasSettled() {
    Path file = TestPlugins.write(directory.resolve("a"), "1");
    Fingerprint before = Fingerprint.of(List.of(file));
    TestPlugins.write(file, "longer");
    Fingerprint after = before.again();
    ChangeDetector detector = new ChangeDetector(before, Duration.ofNanos(100));
    assertThat(detector.observe(before, 0)).isFalse();
    assertThat(detector.observe(after, 10)).isFalse();
    assertThat(detector.isSettling()).isTrue();
    assertThat(detector.observe(after, 109)).isFalse();
    assertThat(detector.observe(after, 110)).isTrue();
    assertThat(detector.observe(after, 120)).isFalse();
    assertThat(detector.isSettling()).isFalse();
  }

  @Test
  void observe_changeThatGoesOnOrBack_isNotReported() {
    Path file = TestPlugins.write(directory.resolve("a"), "1");
    Fingerprint first = Fingerprint.of(List.of(file));
    TestPlugins.write(file, "22");
    Fingerprint second = first.again();
    TestPlugins.write(file, "333");
    Fingerprint third = first.again();
    ChangeDetector detector = new ChangeDetector(first, Duration.ofNanos(100));
    assertThat(detector.observe(second, 0)).isFalse();
    assertThat(detector.observe(third, 100)).isFalse();
    assertThat(detector.observe(first, 199)).isFalse();
    assertThat(detector.observe(third, 200)).isFalse();
    assertThat(detector.observe(third, 300)).isTrue();
  }

  @Test
  void fingerprint_sameContentBehindAnotherLink_differs() throws Exception {
    TestPlugins.write(directory.resolve("..one/gslb.yaml"), "a");
    TestPlugins.write(directory.resolve("..two/gslb.yaml"), "b");
    swap("..one");
    Files.createSymbolicLink(directory.resolve("gslb.yaml"), Path.of("..data/gslb.yaml"));
    Fingerprint before = Fingerprint.of(List.of(directory.resolve("gslb.yaml")));
    assertThat(before.again()).isEqualTo(before);
    swap("..two");
    assertThat(before.again()).isNotEqualTo(before);
  }

  @Test
  void fingerprint_directory_isItsNames() {
    TestPlugins.write(directory.resolve("a.yaml"), "a");
    Fingerprint before = Fingerprint.of(List.of(directory));
    TestPlugins.write(directory.resolve("a.yaml"), "changed");
    TestPlugins.write(directory.resolve(".swap"), "x");
    assertThat(before.again()).isEqualTo(before);
    TestPlugins.write(directory.resolve("b.yaml"), "b");
    assertThat(before.again()).isNotEqualTo(before);
  }

  @Test
  void start_linkSwapped_callsBackByEvent() throws Exception {
    TestPlugins.write(directory.resolve("..one/gslb.yaml"), "a");
    TestPlugins.write(directory.resolve("..two/gslb.yaml"), "b");
    swap("..one");
    Path file = directory.resolve("gslb.yaml");
    Files.createSymbolicLink(file, Path.of("..data/gslb.yaml"));
    AtomicInteger calls = new AtomicInteger();
    try (ConfigWatcher watcher =
        ConfigWatcher.start(
            Fingerprint.of(List.of(file)), calls::incrementAndGet, SETTLE, Duration.ofSeconds(1))) {
      swap("..two");
      await().untilAsserted(() -> assertThat(calls).hasValue(1));
      TestPlugins.write(directory.resolve("..new/gslb.yaml"), "changed in place");
      Files.move(
          directory.resolve("..new/gslb.yaml"),
          directory.resolve("..two/gslb.yaml"),
          StandardCopyOption.ATOMIC_MOVE);
      await().untilAsserted(() -> assertThat(calls).hasValue(2));
      assertThat(watcher).isNotNull();
    }
  }

  @Test
  void start_fileThatAppearsInANewDirectory_isSeenWithoutEvents() {
    Path file = directory.resolve("later/gslb.yaml");
    AtomicInteger calls = new AtomicInteger();
    try (ConfigWatcher watcher =
        ConfigWatcher.start(
            Fingerprint.of(List.of(file)), calls::incrementAndGet, SETTLE, SETTLE)) {
      TestPlugins.write(file, "a");
      await().untilAsserted(() -> assertThat(calls).hasPositiveValue());
      assertThat(watcher).isNotNull();
    }
  }

  @Test
  void start_callbackThatThrowsAndWatchesOthers_goesOn() {
    Path first = TestPlugins.write(directory.resolve("a"), "1");
    Path second = TestPlugins.write(directory.resolve("d/b"), "1");
    AtomicInteger calls = new AtomicInteger();
    ConfigWatcher[] self = new ConfigWatcher[1];
    Runnable callback =
        () -> {
          self[0].watch(Fingerprint.of(List.of(second)));
          calls.incrementAndGet();
          throw new IllegalStateException("on purpose");
        };
    self[0] = ConfigWatcher.start(Fingerprint.of(List.of(first)), callback, SETTLE, SETTLE);
    try (ConfigWatcher watcher = self[0]) {
      TestPlugins.write(first, "22");
      await().untilAsserted(() -> assertThat(calls).hasValue(1));
      TestPlugins.write(second, "22");
      await().untilAsserted(() -> assertThat(calls).hasValue(2));
      assertThat(watcher).isSameAs(self[0]);
    }
  }

  @Test
  void close_idleWatcher_endsItsThread() {
    Path file = TestPlugins.write(directory.resolve("a"), "1");
    ConfigWatcher watcher =
        ConfigWatcher.start(Fingerprint.of(List.of(file)), () -> {}, SETTLE, LONG);
    watcher.close();
    watcher.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("gslb-config-watcher");
  }
}

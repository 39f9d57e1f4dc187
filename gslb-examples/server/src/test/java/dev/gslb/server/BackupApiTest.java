package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** All of the state on its way out and in. */
final class BackupApiTest {
  private static final InputStream NOTHING = InputStream.nullInputStream();

  @TempDir private Path folder;
  private StateStore store;
  private BackupApi api;

  @BeforeEach
  void open() {
    store = LocalStateStore.inMemory();
    api = new BackupApi(store, folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void put(String key) throws Exception {
    store.commit(Transaction.put(new Key(key), Value.of("v"))).get(30, TimeUnit.SECONDS);
  }

  private static BackupFile file(ApiResponse response) {
    return Objects.requireNonNull(response.file());
  }

  private static String permissions(@Nullable Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void backup_onItsWay_isItsOwnersAlone_andIsDeletedWithItsFolder() throws Exception {
    BackupFile file = file(api.backup());

    assertThat(permissions(file.path())).isEqualTo("rw-------");
    assertThat(permissions(file.path().getParent())).isEqualTo("rwx------");
    file.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void restore_whatBackupWrote_fillsTheStoreAndLeavesNoFile() throws Exception {
    put("k");
    byte[] bytes;
    try (BackupFile file = file(api.backup())) {
      bytes = Files.readAllBytes(file.path());
    }
    store.close();
    open();

    ApiResponse response = api.restore(new ByteArrayInputStream(bytes), bytes.length);
    assertThat(response.body()).contains("\"entries\":1");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void restore_notABackup_is400AndLeavesNoFile() {
    assertThatExceptionOfType(ApiFailure.class)
        .isThrownBy(() -> api.restore(new ByteArrayInputStream(new byte[100]), -1))
        .withMessageContaining("not a saved state")
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(400));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void restore_clientGoesAway_leavesNoFileAndTheTurnToOthers() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("gone");
          }
        };
    InputStream body = new SequenceInputStream(new ByteArrayInputStream(new byte[99]), broken);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> api.restore(body, 200))
        .withMessage("gone");

    assertThat(folder).isEmptyDirectory();
    file(api.backup()).close();
  }

  @Test
  void restore_moreThanAllowed_is413() throws Exception {
    assertThatExceptionOfType(ApiFailure.class)
        .isThrownBy(() -> api.restore(NOTHING, BackupApi.MOST_BYTES + 1))
        .withMessageContaining("at most 536870912 bytes")
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(413));

    try (BackupFile file = BackupFile.take(new Semaphore(1), folder)) {
      byte[] body = new byte[200_000];
      BackupApi.receive(new ByteArrayInputStream(body), file, body.length);
      assertThat(file.path()).hasSize(body.length);

      assertThatExceptionOfType(ApiFailure.class)
          .isThrownBy(
              () -> BackupApi.receive(new ByteArrayInputStream(body), file, body.length - 1))
          .satisfies(failure -> assertThat(failure.status()).isEqualTo(413));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void backup_whileAnotherIsUnderWayOrTaken_is503() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    StateStore slow =
        before(
            () -> {
              reading.countDown();
              read.await();
            });
    BackupApi slowly = new BackupApi(slow, folder);
    CompletableFuture<BackupFile> first = new CompletableFuture<>();
    Thread asking =
        new Thread(
            () -> {
              try {
                first.complete(file(slowly.backup()));
              } catch (ApiFailure | RuntimeException e) {
                first.completeExceptionally(e);
              }
            });
    asking.start();
    reading.await();
    refusesAll(slowly);

    read.countDown();
    try (BackupFile file = first.get(30, TimeUnit.SECONDS)) {
      assertThat(file.path()).exists();
      refusesAll(slowly);
    }
    file(slowly.backup()).close();
    assertThat(folder).isEmptyDirectory();
  }

  private static void refusesAll(BackupApi api) {
    assertThatExceptionOfType(ApiFailure.class)
        .isThrownBy(api::backup)
        .withMessageContaining("another backup or restore is under way")
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(503));
    assertThatExceptionOfType(ApiFailure.class)
        .isThrownBy(() -> api.restore(NOTHING, 0))
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(503));
  }

  @Test
  void backup_fileCannotBeWritten_is500WithAMessageAndALogLine() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(BackupApi.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      fails(new BackupApi(store, folder.resolve("missing")), "there is no place for the backup");
      fails(new BackupApi(before(this::deleteFolders), folder), "the backup cannot be written");
    } finally {
      log.detachAppender(lines);
    }
    assertThat(lines.list)
        .hasSize(2)
        .allMatch(line -> line.getLevel() == Level.ERROR && line.getThrowableProxy() != null);
    file(api.backup()).close();
  }

  private static void fails(BackupApi api, String message) {
    assertThatExceptionOfType(ApiFailure.class)
        .isThrownBy(api::backup)
        .withMessageStartingWith(message)
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(500));
  }

  private void deleteFolders() throws IOException {
    try (var found = Files.list(folder)) {
      for (Path path : found.toList()) {
        Files.delete(path);
      }
    }
  }

  private interface Step {
    void take() throws Exception;
  }

  /** The same store, but for what happens before each call. */
  private StateStore before(Step step) {
    return (StateStore)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (proxy, method, arguments) -> {
              step.take();
              return method.invoke(store, arguments);
            });
  }
}

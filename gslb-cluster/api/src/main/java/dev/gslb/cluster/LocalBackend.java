package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The backend of a server that stands alone: one node, which leads from its opening to its closing.
 * Safe for any thread.
 */
final class LocalBackend implements ClusterBackend {
  static final String KIND = "local";

  private final NodeId self;
  private final LocalStateStore store;
  private final LocalElection election;
  private final Optional<StateExport> export;

  private LocalBackend(
      NodeId self, LocalStateStore store, LocalElection election, Optional<StateExport> export) {
    this.self = self;
    this.store = store;
    this.election = election;
    this.export = export;
  }

  static LocalBackend open(NodeId self, LocalSettings settings) {
    LocalStateStore store = openStore(settings);
    try {
      LocalElection election = LocalElection.begin(self, store);
      Optional<StateExport> export =
          settings.export().map(file -> StateExport.start(store, file, settings.exportInterval()));
      return new LocalBackend(self, store, election, export);
    } catch (StateStoreException e) {
      store.close();
      throw e;
    }
  }

  /** Says which export there is to restore, if the file is damaged. */
  private static LocalStateStore openStore(LocalSettings settings) {
    try {
      return LocalStateStore.inFile(settings.path());
    } catch (StateStoreException e) {
      Optional<Path> export = settings.export().filter(Files::isRegularFile);
      if (e.reason() != Reason.FAILED || export.isEmpty()) {
        throw e;
      }
      throw new StateStoreException(
          Reason.FAILED, e.getMessage() + "; the latest export is " + export.get(), e);
    }
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public StateStore store() {
    return store;
  }

  @Override
  public LeaderElection election() {
    return election;
  }

  @Override
  public CompletableFuture<ClusterStatus> status() {
    return store.get(LeaderElection.LEADER).thenApply(this::status);
  }

  private ClusterStatus status(Lookup leader) {
    return new ClusterStatus(
        KIND,
        self.value(),
        self,
        Optional.of(self),
        leader.entry().map(Entry::revision).orElse(0L),
        leader.revision(),
        members());
  }

  private List<ClusterStatus.Member> members() {
    return List.of(new ClusterStatus.Member(self, "", true));
  }

  @Override
  public StoreHealth health() {
    return store.health();
  }

  /** The one member never changes. */
  @Override
  public Watch listen(MemberListener listener) {
    listener.changed(members());
    return () -> {};
  }

  @Override
  public CompletableFuture<Void> add(ClusterStatus.Member member) {
    return standsAlone();
  }

  @Override
  public CompletableFuture<Void> remove(NodeId node) {
    return standsAlone();
  }

  private static CompletableFuture<Void> standsAlone() {
    return CompletableFuture.failedFuture(
        new StateStoreException(
            Reason.UNSUPPORTED, "the backend 'local' has one node and no others", null));
  }

  @Override
  public void close() {
    election.end();
    export.ifPresent(StateExport::close);
    store.close();
  }
}

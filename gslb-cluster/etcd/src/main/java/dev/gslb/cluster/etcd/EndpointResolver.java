package dev.gslb.cluster.etcd;

import dev.gslb.cluster.etcd.EtcdSettings.Endpoint;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives gRPC the addresses of all endpoints, and looks their hosts up again when a connection was
 * lost. A certificate is compared with the endpoint's own host. Confined to gRPC's synchronization
 * context; the look-up, which blocks, runs on gRPC's threads for that.
 */
final class EndpointResolver extends NameResolver {
  private final List<Endpoint> endpoints;
  private final SynchronizationContext context;
  private final Executor offload;
  private @Nullable Listener2 listener;
  private boolean running;

  private EndpointResolver(List<Endpoint> endpoints, Args args) {
    this.endpoints = endpoints;
    this.context = args.getSynchronizationContext();
    Executor given = args.getOffloadExecutor();
    this.offload = given == null ? Runnable::run : given;
  }

  static NameResolver.Factory factory(List<Endpoint> endpoints) {
    return new NameResolver.Factory() {
      @Override
      public NameResolver newNameResolver(java.net.URI target, Args args) {
        return new EndpointResolver(endpoints, args);
      }

      @Override
      public String getDefaultScheme() {
        return "etcd";
      }
    };
  }

  @Override
  public String getServiceAuthority() {
    return endpoints.get(0).authority();
  }

  @Override
  public void start(Listener2 newListener) {
    listener = newListener;
    refresh();
  }

  @Override
  public void refresh() {
    if (running || listener == null) {
      return;
    }
    running = true;
    offload.execute(
        () -> {
          StatusOr<List<EquivalentAddressGroup>> found = lookUp();
          context.execute(() -> tell(found));
        });
  }

  @Override
  public void shutdown() {
    listener = null;
  }

  private void tell(StatusOr<List<EquivalentAddressGroup>> found) {
    running = false;
    if (listener != null) {
      var unused =
          listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build());
    }
  }

  private StatusOr<List<EquivalentAddressGroup>> lookUp() {
    List<EquivalentAddressGroup> groups = new ArrayList<>();
    Status problem = Status.UNAVAILABLE.withDescription("no endpoint");
    for (Endpoint endpoint : endpoints) {
      try {
        List<SocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
          addresses.add(new InetSocketAddress(address, endpoint.port()));
        }
        Attributes attributes =
            Attributes.newBuilder()
                .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, endpoint.authority())
                .build();
        groups.add(new EquivalentAddressGroup(addresses, attributes));
      } catch (UnknownHostException e) {
        problem = Status.UNAVAILABLE.withDescription("unknown host " + endpoint.host());
      }
    }
    return groups.isEmpty() ? StatusOr.fromStatus(problem) : StatusOr.fromValue(groups);
  }
}

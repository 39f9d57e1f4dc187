package dev.gslb.server;

import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StoreHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * {@code cluster/} {@code status}, {@code transfer}, {@code members}, {@code backup}, {@code
 * restore}.
 */
final class ClusterApi {
  private final RuntimeState state;
  private final BackupApi backups;

  ClusterApi(RuntimeState state) {
    this.state = state;
    this.backups =
        new BackupApi(state.backend().store(), Path.of(System.getProperty("java.io.tmpdir")));
  }

  ApiResponse answer(ApiRequest request) throws ApiFailure, IOException {
    List<String> path = request.path();
    String what = path.size() > 1 ? path.get(1) : "";
    if (path.size() == 2 && what.equals("status")) {
      Api.require(request, "GET");
      return status();
    }
    if (path.size() == 2 && what.equals("transfer")) {
      Api.require(request, "POST");
      return transfer(request.fields());
    }
    if (path.size() == 2 && what.equals("backup")) {
      Api.require(request, "GET");
      return backups.backup();
    }
    if (path.size() == 2 && what.equals("restore")) {
      Api.require(request, "POST");
      return backups.restore(request.body(), request.declaredBytes());
    }
    if (path.size() == 2 && what.equals("members")) {
      Api.require(request, "POST");
      return add(request.fields());
    }
    if (path.size() == 3 && what.equals("members")) {
      Api.require(request, "DELETE");
      Api.awaitLong(state.backend().remove(node(path.get(2))));
      return ApiResponse.NOTHING;
    }
    throw Api.notFound();
  }

  private ApiResponse status() throws ApiFailure {
    ClusterStatus status = Api.await(state.backend().status());
    Readiness readiness = state.readiness();
    StoreHealth health = state.backend().health();
    return ApiResponse.object(
        200,
        out -> {
          out.writeStringProperty("backend", status.backend());
          out.writeStringProperty("cluster", status.cluster());
          out.writeStringProperty("node", status.self().value());
          writeLeader(status.leader(), out);
          out.writeNumberProperty("term", status.term());
          out.writeNumberProperty("revision", status.revision());
          out.writeBooleanProperty("answering", readiness.ready());
          out.writeStringProperty("detail", readiness.text());
          out.writeObjectPropertyStart("store");
          out.writeBooleanProperty("reachable", health.reachable());
          out.writeStringProperty("detail", health.detail());
          out.writeEndObject();
          out.writeArrayPropertyStart("members");
          for (ClusterStatus.Member member : status.members()) {
            out.writeStartObject();
            out.writeStringProperty("node", member.node().value());
            out.writeStringProperty("address", member.address());
            out.writeBooleanProperty("voting", member.voting());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeArrayPropertyStart("present");
          state.present().forEach(peer -> out.writeString(peer.node().value()));
          out.writeEndArray();
        });
  }

  private static void writeLeader(Optional<NodeId> leader, JsonGenerator out) {
    if (leader.isPresent()) {
      out.writeStringProperty("leader", leader.get().value());
    } else {
      out.writeNullProperty("leader");
    }
  }

  private ApiResponse transfer(Map<String, Object> fields) throws ApiFailure {
    String to = ApiRequest.text(fields, "to", "");
    ApiRequest.nothingElse(fields, "to");
    Optional<NodeId> successor = to.isEmpty() ? Optional.empty() : Optional.of(node(to));
    Leadership before = state.backend().election().current();
    if (!before.self() && before.leader().isPresent()) {
      throw new ApiFailure(409, before.leader().get() + " leads (expected: the leader is asked)");
    }
    Leadership leadership = Api.await(state.backend().election().transfer(successor));
    return ApiResponse.object(200, out -> writeLeader(leadership.leader(), out));
  }

  private ApiResponse add(Map<String, Object> fields) throws ApiFailure {
    NodeId node = node(ApiRequest.text(fields, "node", ""));
    String address = ApiRequest.text(fields, "address", "");
    boolean voting = !Boolean.FALSE.equals(fields.remove("voting"));
    ApiRequest.nothingElse(fields, "node, address, voting");
    try {
      Api.awaitLong(state.backend().add(new ClusterStatus.Member(node, address, voting)));
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
    return ApiResponse.NOTHING;
  }

  private static NodeId node(String text) throws ApiFailure {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
  }
}

package dev.gslb.server;

import dev.gslb.cluster.runtime.ConfiguredEndpoints;
import dev.gslb.cluster.runtime.NodeVote;
import dev.gslb.cluster.runtime.OverrideField;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Target;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** {@code health/servers}: what is in effect for each server, and who says so. */
final class HealthApi {
  private static final String CONFIGURATION = "configuration";
  private static final String OVERRIDE = "override";

  private final ReferenceServer server;
  private final RuntimeState runtime;

  HealthApi(ReferenceServer server, RuntimeState runtime) {
    this.server = server;
    this.runtime = runtime;
  }

  ApiResponse answer(ApiRequest request) throws ApiFailure {
    if (!request.path().equals(List.of("health", "servers"))) {
      throw Api.notFound();
    }
    Api.require(request, "GET");
    Map<EndpointId, Endpoint> endpoints = new TreeMap<>();
    ConfiguredEndpoints.of(server.config().zones())
        .forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
    return ApiResponse.object(
        200,
        out -> {
          out.writeArrayPropertyStart("servers");
          endpoints.forEach(
              (id, endpoint) ->
                  server.dns().states().state(id).ifPresent(state -> write(endpoint, state, out)));
          out.writeEndArray();
        });
  }

  private void write(Endpoint endpoint, EndpointState state, JsonGenerator out) {
    Optional<EndpointOverride> said = state.override();
    out.writeStartObject();
    out.writeStringProperty("id", endpoint.id().value());
    out.writeStringProperty("region", endpoint.region());
    out.writeStringProperty("target", text(endpoint.target()));
    out.writeBooleanProperty("up", state.up());
    out.writeObjectPropertyStart("weight");
    boolean weighed = said.isPresent() && said.get().weight().isPresent();
    out.writeNumberProperty("value", weighed ? said.get().weight().getAsInt() : endpoint.weight());
    out.writeStringProperty("source", weighed ? OVERRIDE : CONFIGURATION);
    out.writeEndObject();
    if (state.sharePermille() < EndpointOverride.WHOLE_SHARE) {
      out.writeNumberProperty("share", state.sharePermille() / 1_000.0);
    }
    out.writeObjectPropertyStart("enabled");
    Optional<Boolean> enabled = said.flatMap(EndpointOverride::enabled);
    out.writeBooleanProperty("value", enabled.orElse(true));
    out.writeStringProperty("source", enabled.isPresent() ? OVERRIDE : CONFIGURATION);
    out.writeEndObject();
    out.writeObjectPropertyStart("healthy");
    Optional<Boolean> healthy = said.flatMap(EndpointOverride::healthy);
    switch (state.verdict()) {
      case UP -> out.writeBooleanProperty("value", healthy.orElse(true));
      case DOWN -> out.writeBooleanProperty("value", healthy.orElse(false));
      case UNKNOWN -> {
        if (healthy.isPresent()) {
          out.writeBooleanProperty("value", healthy.get());
        } else {
          out.writeNullProperty("value");
        }
      }
    }
    out.writeStringProperty("source", healthy.isPresent() ? OVERRIDE : state.source());
    out.writeStringProperty("detail", state.detail());
    Instant changed = Instant.ofEpochMilli(state.sinceMillis());
    Instant since = healthy.isPresent() ? overruledSince(endpoint.id()).orElse(changed) : changed;
    out.writeStringProperty("since", since.toString());
    if (state.rttMicros() >= 0) {
      out.writeNumberProperty("rtt_micros", state.rttMicros());
    }
    out.writeEndObject();
    writeVotes(runtime.votes(endpoint.id()), out);
    out.writeEndObject();
  }

  /** What is said of one endpoint alone goes before what of all of an address. */
  private Optional<Instant> overruledSince(EndpointId id) {
    return runtime.overrides().views().stream()
        .filter(view -> view.endpoints().contains(id))
        .filter(view -> view.settings().containsKey(OverrideField.HEALTHY))
        .min(Comparator.comparingInt(view -> view.endpoints().size()))
        .flatMap(view -> Optional.ofNullable(view.settings().get(OverrideField.HEALTHY)))
        .map(setting -> setting.since());
  }

  private static void writeVotes(List<NodeVote> votes, JsonGenerator out) {
    if (votes.isEmpty()) {
      return;
    }
    out.writeArrayPropertyStart("votes");
    for (NodeVote vote : votes) {
      out.writeStartObject();
      out.writeStringProperty("node", vote.node().value());
      out.writeBooleanProperty("healthy", vote.verdict() == Verdict.UP);
      out.writeNumberProperty("age_seconds", vote.age().toMillis() / 1_000.0);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static String text(Target target) {
    return target instanceof Target.Address address
        ? address.inet().getHostAddress()
        : ((Target.Alias) target).name().toString();
  }
}

package dev.gslb.server;

import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Target;
import java.time.Instant;
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

  HealthApi(ReferenceServer server) {
    this.server = server;
  }

  ApiResponse answer(ApiRequest request) throws ApiFailure {
    if (!request.path().equals(List.of("health", "servers"))) {
      throw Api.notFound();
    }
    Api.require(request, "GET");
    Map<EndpointId, Endpoint> endpoints = new TreeMap<>();
    server
        .config()
        .zones()
        .forEach(
            zone ->
                zone.gslbNames()
                    .forEach(
                        name ->
                            name.policy()
                                .endpoints()
                                .forEach(endpoint -> endpoints.put(endpoint.id(), endpoint))));
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

  private static void write(Endpoint endpoint, EndpointState state, JsonGenerator out) {
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
    out.writeStringProperty("since", Instant.ofEpochMilli(state.sinceMillis()).toString());
    if (state.rttMicros() >= 0) {
      out.writeNumberProperty("rtt_micros", state.rttMicros());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static String text(Target target) {
    return target instanceof Target.Address address
        ? address.inet().getHostAddress()
        : ((Target.Alias) target).name().toString();
  }
}

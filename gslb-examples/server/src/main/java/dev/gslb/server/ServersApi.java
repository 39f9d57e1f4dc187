package dev.gslb.server;

import dev.gslb.cluster.runtime.Registration;
import dev.gslb.cluster.runtime.RegistrationTarget;
import dev.gslb.config.Additions;
import dev.gslb.config.Additions.Fate;
import dev.gslb.config.DeclaredServer;
import dev.gslb.config.EffectiveConfig;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.OptionReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/**
 * {@code servers} and {@code servers/{service}/{address}:{port}}: the servers of the files, and
 * those that are registered.
 */
final class ServersApi {
  private static final String REGISTRATION = "registration";
  private static final String FIELDS = "region, weight, ttl";

  private final ReferenceServer server;
  private final RuntimeState state;
  private final Clock clock = Clock.systemUTC();

  ServersApi(ReferenceServer server, RuntimeState state) {
    this.server = server;
    this.state = state;
  }

  ApiResponse answer(ApiRequest request) throws ApiFailure, IOException {
    List<String> path = request.path();
    if (path.size() == 1) {
      Api.require(request, "GET");
      return list();
    }
    if (path.size() != 3) {
      throw Api.notFound();
    }
    RegistrationTarget target = target(path.get(1), path.get(2));
    return switch (request.method()) {
      case "GET" -> get(target);
      case "PUT" -> put(target, request.fields());
      case "DELETE" -> delete(target);
      default -> throw Api.wrongMethod("GET, PUT or DELETE");
    };
  }

  private static RegistrationTarget target(String service, String place) throws ApiFailure {
    try {
      return RegistrationTarget.of(service, place);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
  }

  private ApiResponse list() {
    EffectiveConfig config = server.effective();
    Map<Additions.Server, Fate> fates = config.serverFates();
    List<Registration> registrations = state.additions().said().registrations();
    return ApiResponse.object(
        200,
        out -> {
          out.writeArrayPropertyStart("servers");
          for (DeclaredServer declared : config.servers()) {
            out.writeStartObject();
            write(declared, out);
            out.writeEndObject();
          }
          for (Registration registration : registrations) {
            out.writeStartObject();
            write(registration, fate(registration, fates, config), out);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private ApiResponse get(RegistrationTarget target) throws ApiFailure {
    EffectiveConfig config = server.effective();
    for (Registration registration : state.additions().said().registrations()) {
      if (registration.target().equals(target)) {
        String fate = fate(registration, config.serverFates(), config);
        return ApiResponse.object(200, out -> write(registration, fate, out));
      }
    }
    throw new ApiFailure(404, "no registration of " + target);
  }

  private ApiResponse put(RegistrationTarget target, Map<String, Object> fields) throws ApiFailure {
    Registration registration = registration(target, fields);
    List<Registration> present = state.additions().said().registrations();
    boolean known = present.stream().anyMatch(one -> one.target().equals(target));
    if (!known && present.size() >= Registration.MAX_COUNT) {
      throw new ApiFailure(
          409,
          present.size() + " registrations (expected: at most " + Registration.MAX_COUNT + ")");
    }
    // Reckoned from before, so that nobody relies on a time that is over.
    String expires = clock.instant().plus(registration.timeToLive()).toString();
    boolean changed = Api.await(state.registrations().register(registration));
    EffectiveConfig config = server.effective();
    String fate = fate(registration, config.serverFates(), config);
    return ApiResponse.object(
        200,
        out -> {
          write(registration, fate, out);
          out.writeStringProperty("expires", expires);
          out.writeBooleanProperty("changed", changed);
        });
  }

  private static Registration registration(RegistrationTarget target, Map<String, Object> fields)
      throws ApiFailure {
    String region = ApiRequest.text(fields, "region", "");
    Object weight = fields.remove("weight");
    if (weight != null && !(weight instanceof Long)) {
      throw new ApiFailure(400, "weight " + weight + " (expected: an integer)");
    }
    String ttl = ApiRequest.text(fields, "ttl", "");
    Duration time = ttl.isEmpty() ? Registration.DEFAULT_TIME : OptionReader.parseDuration(ttl);
    if (time == null) {
      throw new ApiFailure(400, "ttl " + ttl + " (expected: a duration such as 30s)");
    }
    ApiRequest.nothingElse(fields, FIELDS);
    long number = weight == null ? Registration.DEFAULT_WEIGHT : (Long) weight;
    try {
      return new Registration(
          target, region, (int) Math.max(-1, Math.min(Integer.MAX_VALUE, number)), time);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
  }

  private ApiResponse delete(RegistrationTarget target) throws ApiFailure {
    Api.await(state.registrations().deregister(target));
    return ApiResponse.NOTHING;
  }

  /** What became of a registration; it takes a moment until that is known. */
  private static String fate(
      Registration registration, Map<Additions.Server, Fate> fates, EffectiveConfig config) {
    Fate fate = fates.get(SaidAdditions.server(registration));
    if (fate == null && !config.hasRegion(registration.region())) {
      fate = Fate.ORPHANED;
    }
    return fate == null ? "pending" : SaidAdditions.text(fate);
  }

  private void write(DeclaredServer declared, JsonGenerator out) {
    EndpointId id = declared.endpoint().id();
    out.writeStringProperty("id", id.value());
    out.writeStringProperty("region", declared.endpoint().region());
    if (!declared.service().isEmpty()) {
      out.writeStringProperty("service", declared.service());
    }
    out.writeStringProperty("source", declared.source());
    writeWeight(id, declared.endpoint().weight(), declared.source(), out);
  }

  private void write(Registration registration, String fate, JsonGenerator out) {
    EndpointId id = EffectiveConfig.id(SaidAdditions.server(registration));
    out.writeStringProperty("id", id.value());
    out.writeStringProperty("region", registration.region());
    out.writeStringProperty("service", registration.target().service());
    out.writeStringProperty("source", REGISTRATION);
    out.writeStringProperty("status", fate);
    out.writeStringProperty("ttl", registration.timeToLive().toSeconds() + "s");
    writeWeight(id, registration.weight(), REGISTRATION, out);
  }

  private void writeWeight(EndpointId id, int weight, String source, JsonGenerator out) {
    OptionalInt said =
        server
            .dns()
            .states()
            .state(id)
            .flatMap(EndpointState::override)
            .map(EndpointOverride::weight)
            .orElse(OptionalInt.empty());
    out.writeObjectPropertyStart("weight");
    out.writeNumberProperty("value", said.orElse(weight));
    out.writeStringProperty("source", said.isPresent() ? "override" : source);
    out.writeEndObject();
  }
}

package dev.gslb.server;

import dev.gslb.cluster.runtime.Drain;
import dev.gslb.cluster.runtime.OverrideField;
import dev.gslb.cluster.runtime.OverrideSetting;
import dev.gslb.cluster.runtime.OverrideTarget;
import dev.gslb.cluster.runtime.OverrideView;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** {@code overrides} and {@code overrides/{region}/{address}}. */
final class OverridesApi {
  private final RuntimeState state;
  private final Clock clock = Clock.systemUTC();

  OverridesApi(RuntimeState state) {
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
    OverrideTarget target = target(path.get(1), path.get(2));
    return switch (request.method()) {
      case "GET" -> get(target);
      case "PUT" -> put(target, request.fields());
      case "DELETE" -> delete(target);
      default -> throw Api.wrongMethod("GET, PUT or DELETE");
    };
  }

  private static OverrideTarget target(String region, String address) throws ApiFailure {
    try {
      return new OverrideTarget(region, address);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
  }

  private ApiResponse list() {
    return ApiResponse.object(
        200,
        out -> {
          out.writeArrayPropertyStart("overrides");
          for (OverrideView view : state.overrides().views()) {
            out.writeStartObject();
            write(view, out);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private ApiResponse get(OverrideTarget target) throws ApiFailure {
    for (OverrideView view : state.overrides().views()) {
      if (view.target().equals(target)) {
        return ApiResponse.object(200, out -> write(view, out));
      }
    }
    throw new ApiFailure(404, "no override of " + target);
  }

  private ApiResponse delete(OverrideTarget target) throws ApiFailure {
    Api.await(state.store().clear(target));
    return ApiResponse.NOTHING;
  }

  private ApiResponse put(OverrideTarget target, Map<String, Object> fields) throws ApiFailure {
    List<OverrideSetting> settings = settings(fields);
    boolean known =
        Api.await(state.overrides().isConfigured(target))
            || state.overrides().views().stream().anyMatch(view -> view.target().equals(target));
    if (!known) {
      throw new ApiFailure(404, "no server " + target + " (expected: a configured one)");
    }
    long revision = Api.await(state.store().set(target, settings)).revision();
    return ApiResponse.object(
        200,
        out -> {
          out.writeStringProperty("region", target.region());
          out.writeStringProperty("address", target.address());
          out.writeNumberProperty("revision", revision);
          settings.forEach(setting -> write(setting, out));
        });
  }

  private List<OverrideSetting> settings(Map<String, Object> fields) throws ApiFailure {
    String reason = ApiRequest.text(fields, "reason", "");
    String source = ApiRequest.text(fields, "source", "api");
    String expires = ApiRequest.text(fields, "expires", "");
    Optional<Instant> end = expires.isEmpty() ? Optional.empty() : Optional.of(instant(expires));
    List<OverrideSetting> settings = new ArrayList<>();
    for (OverrideField field : OverrideField.values()) {
      Object value = fields.remove(field.text());
      if (value != null) {
        settings.add(setting(field, value, reason, source, end));
      }
    }
    ApiRequest.nothingElse(fields, "weight, enabled, healthy, drain, reason, source, expires");
    if (settings.isEmpty()) {
      throw new ApiFailure(400, "nothing to set (expected: weight, enabled, healthy or drain)");
    }
    return settings;
  }

  private OverrideSetting setting(
      OverrideField field, Object value, String reason, String source, Optional<Instant> expires)
      throws ApiFailure {
    try {
      return new OverrideSetting(
          field, number(field, value), reason, source, clock.instant(), expires);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
  }

  private static int number(OverrideField field, Object value) {
    if (field == OverrideField.WEIGHT && value instanceof Long number) {
      // Out of either range it stays so.
      return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, number));
    }
    if (field == OverrideField.DRAIN && value instanceof String duration) {
      return (int) Drain.parse(duration).toSeconds();
    }
    boolean isFlag = field == OverrideField.ENABLED || field == OverrideField.HEALTHY;
    if (isFlag && value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    String expected =
        switch (field) {
          case WEIGHT -> "an integer";
          case DRAIN -> "a duration such as 5m";
          case ENABLED, HEALTHY -> "true or false";
        };
    throw new IllegalArgumentException(
        field.text() + " " + value + " (expected: " + expected + ")");
  }

  private Instant instant(String text) throws ApiFailure {
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeException e) {
      throw new ApiFailure(
          400, "expires " + text + " (expected: a time such as 2030-01-31T12:00:00Z)");
    }
    if (!instant.isAfter(clock.instant())) {
      throw new ApiFailure(400, "expires " + text + " (expected: a time to come)");
    }
    return instant;
  }

  private void write(OverrideView view, JsonGenerator out) {
    out.writeStringProperty("region", view.target().region());
    out.writeStringProperty("address", view.target().address());
    for (OverrideField field : OverrideField.values()) {
      OverrideSetting setting = view.settings().get(field);
      if (setting != null) {
        write(setting, out);
      }
    }
    out.writeBooleanProperty("orphaned", view.isOrphaned());
    out.writeArrayPropertyStart("servers");
    view.endpoints().forEach(id -> out.writeString(id.value()));
    out.writeEndArray();
  }

  private void write(OverrideSetting setting, JsonGenerator out) {
    out.writeObjectPropertyStart(setting.field().text());
    switch (setting.field()) {
      case WEIGHT -> out.writeNumberProperty("value", setting.value());
      case DRAIN -> write(setting.drain().orElseThrow(), out);
      case ENABLED, HEALTHY -> out.writeBooleanProperty("value", setting.value() == 1);
    }
    out.writeStringProperty("reason", setting.reason());
    out.writeStringProperty("source", setting.source());
    out.writeStringProperty("since", setting.since().toString());
    if (setting.expires().isPresent()) {
      out.writeStringProperty("expires", setting.expires().get().toString());
    }
    out.writeEndObject();
  }

  private void write(Drain drain, JsonGenerator out) {
    out.writeStringProperty("value", drain.text());
    out.writeNumberProperty("share", drain.sharePermille(clock.instant()) / 1_000.0);
    out.writeStringProperty("drained_at", drain.end().toString());
  }
}

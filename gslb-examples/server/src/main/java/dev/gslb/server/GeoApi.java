package dev.gslb.server;

import dev.gslb.cluster.runtime.GeoMapping;
import dev.gslb.cluster.runtime.GeoPrefix;
import dev.gslb.config.Additions;
import dev.gslb.config.Additions.Fate;
import dev.gslb.config.DeclaredMapping;
import dev.gslb.config.EffectiveConfig;
import dev.gslb.config.Placement;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code geo/mappings}, {@code geo/mappings/{cidr}} and {@code geo/test}: where clients are. */
final class GeoApi {
  private static final String RUNTIME = "runtime";

  private final ReferenceServer server;
  private final RuntimeState state;

  GeoApi(ReferenceServer server, RuntimeState state) {
    this.server = server;
    this.state = state;
  }

  ApiResponse answer(ApiRequest request) throws ApiFailure, IOException {
    List<String> path = request.path();
    if (path.equals(List.of("geo", "test"))) {
      Api.require(request, "GET");
      return test(request.query("ip"));
    }
    if (path.size() < 2 || path.size() > 4 || !path.get(1).equals("mappings")) {
      throw Api.notFound();
    }
    if (path.size() == 2) {
      Api.require(request, "GET");
      return list();
    }
    GeoPrefix prefix = prefix(String.join("/", path.subList(2, path.size())));
    return switch (request.method()) {
      case "GET" -> get(prefix);
      case "PUT" -> put(prefix, request.fields());
      case "DELETE" -> {
        Api.await(state.mappings().unmap(prefix));
        yield ApiResponse.NOTHING;
      }
      default -> throw Api.wrongMethod("GET, PUT or DELETE");
    };
  }

  private static GeoPrefix prefix(String text) throws ApiFailure {
    try {
      return GeoPrefix.of(text);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
  }

  private ApiResponse list() {
    EffectiveConfig config = server.effective();
    Map<Additions.Mapping, Fate> fates = config.mappingFates();
    return ApiResponse.object(
        200,
        out -> {
          out.writeArrayPropertyStart("mappings");
          for (DeclaredMapping mapping : config.mappings()) {
            Fate fate = mapping.shadowed() ? Fate.SHADOWED : Fate.ACTIVE;
            out.writeStartObject();
            out.writeStringProperty("cidr", mapping.network().toString());
            write(mapping.region(), mapping.comment(), mapping.source(), fate, out);
            out.writeEndObject();
          }
          for (GeoMapping mapping : state.additions().said().mappings()) {
            out.writeStartObject();
            write(mapping, fates, out);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private ApiResponse get(GeoPrefix prefix) throws ApiFailure {
    for (GeoMapping mapping : state.additions().said().mappings()) {
      if (mapping.prefix().equals(prefix)) {
        Map<Additions.Mapping, Fate> fates = server.effective().mappingFates();
        return ApiResponse.object(200, out -> write(mapping, fates, out));
      }
    }
    throw new ApiFailure(404, "no mapping of " + prefix + " at run time");
  }

  private ApiResponse put(GeoPrefix prefix, Map<String, Object> fields) throws ApiFailure {
    String region = ApiRequest.text(fields, "region", "");
    String comment = ApiRequest.text(fields, "comment", "");
    ApiRequest.nothingElse(fields, "region, comment");
    GeoMapping mapping;
    try {
      mapping = new GeoMapping(prefix, region, comment);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, String.valueOf(e.getMessage()));
    }
    if (!server.effective().hasRegion(region)) {
      throw new ApiFailure(404, "no region " + region + " (expected: a configured one)");
    }
    List<GeoMapping> present = state.additions().said().mappings();
    boolean known = present.stream().anyMatch(one -> one.prefix().equals(prefix));
    if (!known && present.size() >= GeoMapping.MAX_COUNT) {
      throw new ApiFailure(
          409, present.size() + " mappings (expected: at most " + GeoMapping.MAX_COUNT + ")");
    }
    long revision = Api.await(state.mappings().map(mapping)).revision();
    return ApiResponse.object(
        200,
        out -> {
          out.writeStringProperty("cidr", prefix.toString());
          out.writeStringProperty("region", region);
          out.writeStringProperty("comment", comment);
          out.writeNumberProperty("revision", revision);
        });
  }

  private static void write(
      GeoMapping mapping, Map<Additions.Mapping, Fate> fates, JsonGenerator out) {
    out.writeStringProperty("cidr", mapping.prefix().toString());
    Fate fate = fates.get(SaidAdditions.mapping(mapping));
    write(mapping.region(), mapping.comment(), RUNTIME, fate, out);
  }

  private static void write(
      String region, String comment, String source, @Nullable Fate fate, JsonGenerator out) {
    out.writeStringProperty("region", region);
    out.writeStringProperty("comment", comment);
    out.writeStringProperty("source", source);
    out.writeStringProperty("status", fate == null ? "pending" : SaidAdditions.text(fate));
  }

  private ApiResponse test(String text) throws ApiFailure {
    InetAddress client;
    try {
      int bits = text.indexOf(':') >= 0 ? 128 : 32;
      client = GeoPrefix.of(text + "/" + bits).address();
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(400, "ip '" + text + "' (expected: ?ip= and an IP address)");
    }
    Placement placement;
    try {
      placement =
          server
              .effective()
              .place(client)
              .orElseThrow(() -> new ApiFailure(404, "no regions to place clients in"));
    } catch (RefusedException e) {
      throw new ApiFailure(409, String.valueOf(e.getMessage()));
    }
    return ApiResponse.object(
        200,
        out -> {
          out.writeStringProperty("ip", text);
          out.writeStringProperty("region", placement.region());
          out.writeStringProperty("source", placement.source().name().toLowerCase(Locale.ROOT));
          out.writeStringProperty("detail", placement.detail());
          out.writeNumberProperty("scope", placement.scope());
        });
  }
}

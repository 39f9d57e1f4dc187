package dev.gslb.cluster.runtime;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.ZoneChange;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/*
 *   {"rrsets": [{"owner": "www.example.org.", "type": "A", "ttl": 300, "rdata": ["c0000201"]},
 *               {"owner": "old.example.org.", "type": "TXT"}]}
 *
 * An RRset without rdata goes. RDATA is the wire form in hexadecimal digits, so that no type's text
 * form is in the way.
 */

/** Changes of zones as JSON. Reading expects anything, and passes over names it does not know. */
final class ZoneChangeJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final HexFormat HEX = HexFormat.of();

  private ZoneChangeJson() {}

  static String write(ZoneChange change) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeArrayPropertyStart("rrsets");
      for (ZoneChange.Key key : change.removed()) {
        out.writeStartObject();
        write(out, key.owner(), key.type());
        out.writeEndObject();
      }
      for (RRset rrset : change.added()) {
        out.writeStartObject();
        write(out, rrset.owner(), rrset.type());
        out.writeNumberProperty("ttl", rrset.ttlSeconds());
        out.writeArrayPropertyStart("rdata");
        for (int i = 0; i < rrset.size(); i++) {
          out.writeString(HEX.formatHex(rrset.rdata(i)));
        }
        out.writeEndArray();
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, DomainName owner, RecordType type) {
    out.writeStringProperty("owner", owner.toString());
    out.writeStringProperty("type", type.toString());
  }

  /**
   * Reads a change.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static ZoneChange read(String text) {
    List<ZoneChange.Key> removed = new ArrayList<>();
    List<RRset> added = new ArrayList<>();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      require(in.nextToken() == JsonToken.START_OBJECT, "an object with rrsets");
      boolean found = false;
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean rrsets = in.currentName().equals("rrsets");
        JsonToken token = in.nextToken();
        if (!rrsets) {
          in.skipChildren();
          continue;
        }
        require(token == JsonToken.START_ARRAY, "a list of rrsets");
        found = true;
        while (in.nextToken() == JsonToken.START_OBJECT) {
          readRrset(in, removed, added);
        }
      }
      require(found, "an object with rrsets");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return new ZoneChange(removed, added);
  }

  private static void readRrset(JsonParser in, List<ZoneChange.Key> removed, List<RRset> added) {
    DomainName owner = null;
    RecordType type = null;
    int ttlSeconds = 0;
    List<byte[]> rdata = new ArrayList<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      JsonToken token = in.nextToken();
      switch (name) {
        case "owner" -> owner = DomainName.of(text(in, token));
        case "type" -> type = RecordType.of(text(in, token));
        case "ttl" -> {
          require(token == JsonToken.VALUE_NUMBER_INT, "a ttl in seconds");
          ttlSeconds = in.getIntValue();
        }
        case "rdata" -> {
          require(token == JsonToken.START_ARRAY, "a list of rdata");
          for (JsonToken one = in.nextToken(); one != JsonToken.END_ARRAY; one = in.nextToken()) {
            rdata.add(HEX.parseHex(text(in, one)));
          }
        }
        default -> in.skipChildren();
      }
    }
    if (owner == null || type == null) {
      throw new IllegalArgumentException("an rrset without owner or type (expected: both)");
    }
    if (rdata.isEmpty()) {
      removed.add(new ZoneChange.Key(owner, type));
    } else {
      added.add(RRset.ofWire(owner, type, ttlSeconds, rdata));
    }
  }

  private static String text(JsonParser in, @Nullable JsonToken token) {
    require(token == JsonToken.VALUE_STRING, "a text");
    return in.getString();
  }

  private static void require(boolean right, String expected) {
    if (!right) {
      throw new IllegalArgumentException("something else (expected: " + expected + ")");
    }
  }
}

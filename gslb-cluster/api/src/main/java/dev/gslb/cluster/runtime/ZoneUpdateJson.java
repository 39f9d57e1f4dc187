package dev.gslb.cluster.runtime;

import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.ZoneChange;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
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
 *               {"owner": "old.example.org.", "type": "TXT"},
 *               {"owner": "new.example.org.", "type": "TXT", "forgotten": true}]}
 *
 * An RRset without rdata goes, or is as the file says if it is forgotten. RDATA is the wire form in hexadecimal digits, so that no type's text
 * form is in the way.
 */

/** Updates of zones as JSON. Reading expects anything, and passes over names it does not know. */
final class ZoneUpdateJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final HexFormat HEX = HexFormat.of();

  private ZoneUpdateJson() {}

  static String write(ZoneUpdate update) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeArrayPropertyStart("rrsets");
      for (ZoneChange.Key key : update.change().removed()) {
        out.writeStartObject();
        write(out, key);
        out.writeEndObject();
      }
      for (ZoneChange.Key key : update.forgotten()) {
        out.writeStartObject();
        write(out, key);
        out.writeBooleanProperty("forgotten", true);
        out.writeEndObject();
      }
      for (RRset rrset : update.change().added()) {
        out.writeStartObject();
        write(out, ZoneChange.Key.of(rrset));
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

  private static void write(JsonGenerator out, ZoneChange.Key key) {
    out.writeStringProperty("owner", key.owner().toString());
    out.writeStringProperty("type", key.type().toString());
  }

  /**
   * Reads an update.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static ZoneUpdate read(String text) {
    List<ZoneChange.Key> removed = new ArrayList<>();
    Set<ZoneChange.Key> forgotten = new HashSet<>();
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
          readRrset(in, removed, forgotten, added);
        }
      }
      require(found, "an object with rrsets");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return new ZoneUpdate(new ZoneChange(removed, added), forgotten);
  }

  private static void readRrset(
      JsonParser in,
      List<ZoneChange.Key> removed,
      Set<ZoneChange.Key> forgotten,
      List<RRset> added) {
    DomainName owner = null;
    RecordType type = null;
    int ttlSeconds = 0;
    boolean asTheFile = false;
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
        case "forgotten" -> asTheFile = token == JsonToken.VALUE_TRUE;
        default -> in.skipChildren();
      }
    }
    if (owner == null || type == null) {
      throw new IllegalArgumentException("an rrset without owner or type (expected: both)");
    }
    if (asTheFile) {
      forgotten.add(new ZoneChange.Key(owner, type));
    } else if (rdata.isEmpty()) {
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

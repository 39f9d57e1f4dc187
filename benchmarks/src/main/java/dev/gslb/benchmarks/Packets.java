package dev.gslb.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Queries as resolvers send them, and the least that a server can do with one. */
final class Packets {
  /** The UDP payload size that resolvers announce. */
  static final int UDP_PAYLOAD = 1_232;

  private static final int FLAGS = 2;
  private static final byte QR_AND_AA = (byte) 0x84;

  private Packets() {}

  /** A query for A without EDNS. */
  static byte[] plain(String name) {
    return message(name).toWire(UDP_PAYLOAD);
  }

  /** A query for A with EDNS and the given options. */
  static byte[] edns(String name, EDNSOption... options) {
    Message message = message(name);
    message.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    return message.toWire(UDP_PAYLOAD);
  }

  /** A client subnet option with a source prefix of 24 bits. */
  static EDNSOption subnet(String network) {
    try {
      return new ClientSubnetOption(24, InetAddress.getByName(network));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message message(String name) {
    return Message.newQuery(Record.newRecord(name(name), Type.A, DClass.IN));
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static Message read(byte[] message) {
    try {
      return new Message(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The floor: copies the query and turns it into a response without records. */
  static int flip(byte[] query, byte[] out) {
    System.arraycopy(query, 0, out, 0, query.length);
    out[FLAGS] |= QR_AND_AA;
    return query.length;
  }
}

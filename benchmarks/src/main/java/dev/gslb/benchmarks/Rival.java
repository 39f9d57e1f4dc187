package dev.gslb.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SetResponse;
import org.xbill.DNS.Type;
import org.xbill.DNS.Zone;

/** The plain way in Java: dnsjava's message, zone and writer, on the same records. */
final class Rival {
  private static final int TTL_SECONDS = 300;

  private final Zone zone;

  Rival() throws IOException {
    Name apex = Packets.name(SampleZone.APEX);
    List<Record> records = new ArrayList<>();
    String soa = "ns1.example.com. hostmaster.example.com. 1 3600 600 1209600 60";
    records.add(record(SampleZone.APEX, "SOA", soa));
    records.add(record(SampleZone.APEX, "NS", "ns1.example.com."));
    for (SampleZone.Line line : SampleZone.lines()) {
      records.add(record(line.owner(), line.type(), line.rdata()));
    }
    zone = new Zone(apex, records.toArray(new Record[0]));
  }

  private static Record record(String owner, String type, String rdata) throws IOException {
    return Record.fromString(
        Packets.name(owner), Type.value(type), DClass.IN, TTL_SECONDS, rdata, Name.root);
  }

  byte[] answer(byte[] query) throws IOException {
    Message asked = new Message(query);
    Record question = asked.getQuestion();
    Message response = new Message(asked.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.addRecord(question, Section.QUESTION);
    fill(response, question);
    response.addRecord(new OPTRecord(Packets.UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
    return response.toWire(Packets.UDP_PAYLOAD);
  }

  private void fill(Message response, Record question) {
    SetResponse found = zone.findRecords(question.getName(), question.getType());
    while (found.isCNAME()) {
      response.addRecord(found.getCNAME(), Section.ANSWER);
      found = zone.findRecords(found.getCNAME().getTarget(), question.getType());
    }
    if (found.isDelegation()) {
      addReferral(response, found.getNS());
      return;
    }
    response.getHeader().setFlag(Flags.AA);
    if (found.isSuccessful()) {
      for (RRset rrset : found.answers()) {
        rrset.rrs().forEach(one -> response.addRecord(one, Section.ANSWER));
      }
    } else {
      response.getHeader().setRcode(found.isNXDOMAIN() ? Rcode.NXDOMAIN : Rcode.NOERROR);
      response.addRecord(zone.getSOA(), Section.AUTHORITY);
    }
  }

  private void addReferral(Message response, RRset servers) {
    for (Record server : servers.rrs()) {
      response.addRecord(server, Section.AUTHORITY);
      RRset glue = zone.findExactMatch(((NSRecord) server).getTarget(), Type.A);
      if (glue != null) {
        glue.rrs().stream()
            .filter(ARecord.class::isInstance)
            .forEach(address -> response.addRecord(address, Section.ADDITIONAL));
      }
    }
  }
}

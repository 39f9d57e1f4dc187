package com.example.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

final class HelloTest {
  @Test
  void start_askedOverUdp_answersWithBothInTurn() throws IOException {
    try (GslbServer server = Hello.start(0)) {
      SimpleResolver resolver = new SimpleResolver(server.addresses().get(0));
      resolver.setTimeout(Duration.ofSeconds(10));
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(ask(resolver));
      }

      assertThat(answers).containsOnly("192.0.2.1", "192.0.2.2");
      assertThat(answers.get(0)).isEqualTo(answers.get(2)).isNotEqualTo(answers.get(1));
      assertThat(answers.get(1)).isEqualTo(answers.get(3));
    }
  }

  private static String ask(SimpleResolver resolver) throws IOException {
    Name name = Name.fromString("www.example.com.");
    Message reply = resolver.send(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)));
    List<Record> answer = reply.getSection(Section.ANSWER);
    assertThat(answer).hasSize(1);
    return answer.get(0).rdataToString();
  }
}

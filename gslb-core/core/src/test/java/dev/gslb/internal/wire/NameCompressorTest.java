package dev.gslb.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;

class NameCompressorTest {
  private static final int AT = 100;

  private final byte[] out = new byte[2048];
  private final NameCompressor names = new NameCompressor();

  @BeforeEach
  void beginMessage() {
    byte[] question = wire("www.example.com.");
    System.arraycopy(question, 0, out, Wire.HEADER_LENGTH, question.length);
    WireName name = new WireName();
    name.read(question, 0, question.length);
    names.begin(out);
    names.addQuestion(name);
  }

  @Test
  void write_nameOfTheQuestion_pointsAtIt() {
    int end = names.write(wire("WWW.example.COM."), 0, AT);

    assertThat(end).isEqualTo(AT + 2);
    assertThat(Bytes.getShort(out, AT)).isEqualTo(0xC000 | Wire.HEADER_LENGTH);
  }

  @Test
  void write_nameBelowTheQuestions_hasItsOwnLabelsAndAPointer() {
    int end = names.write(wire("ns.example.com."), 0, AT);

    assertThat(end).isEqualTo(AT + 3 + 2);
    assertThat(Bytes.getShort(out, AT + 3)).isEqualTo(0xC000 | (Wire.HEADER_LENGTH + 4));
  }

  @Test
  void rollBack_toBeforeTheFirstName_forgetsItAndKeepsTheQuestion() {
    int mark = names.mark();
    names.write(wire("gone.test."), 0, AT);
    names.rollBack(mark);

    int end = names.write(wire("gone.test."), 0, AT);
    int behind = names.write(wire("example.com."), 0, end);

    assertThat(end).isEqualTo(AT + "gone.test.".length() + 1);
    assertThat(behind).isEqualTo(end + 2);
    assertThat(Bytes.getShort(out, end)).isEqualTo(0xC000 | (Wire.HEADER_LENGTH + 4));
  }

  @Test
  void write_namesThatGrowByALabel_leadOverFewPointers() throws Exception {
    String name = "example.com.";
    int at = AT;
    for (int i = 0; i < 32; i++) {
      name = "x." + name;
      int end = names.write(wire(name), 0, at);

      assertThat(hops(at)).isLessThanOrEqualTo(12);
      DNSInput written = new DNSInput(out);
      written.jump(at);
      assertThat(new Name(written)).hasToString(name);
      at = end;
    }
  }

  private int hops(int from) {
    int hops = 0;
    for (int at = from; out[at] != 0; ) {
      if ((out[at] & 0xC0) == 0xC0) {
        at = Bytes.getShort(out, at) & 0x3FFF;
        hops++;
      } else {
        at += out[at] + 1;
      }
    }
    return hops;
  }

  private static byte[] wire(String name) {
    return Name.fromConstantString(name).toWire();
  }
}

package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.spi.TsigKey;
import dev.gslb.zone.DomainName;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * The signatures of one request and of its answer's messages (RFC 8945). Confined to one thread.
 *
 * <pre>
 *   request           MAC( message, variables )
 *   first answer      MAC( length and MAC of the request, message, variables )
 *   further answers   MAC( length and MAC of the one before, message, timers )
 * </pre>
 */
final class Tsig {
  static final int NO_ERROR = 0;
  static final int BADSIG = 16;
  static final int BADKEY = 17;
  static final int BADTIME = 18;
  static final int BADTRUNC = 22;

  /** The reader of a request could not make sense of its TSIG record. */
  static final int MALFORMED = -1;

  private static final int FUDGE_SECONDS = 300;
  private static final int SHORTEST_MAC = 10;

  /** Octets of a TSIG record besides the two names and the MAC. */
  private static final int FIXED_LENGTH = 10 + 16;

  private static final byte[] NONE = {};

  private final TsigRecord request;
  private final @Nullable TsigKey key;
  private final int error;
  private byte[] last;
  private boolean first = true;

  private Tsig(TsigRecord request, @Nullable TsigKey key, int error) {
    this.request = request;
    this.key = key;
    this.error = error;
    this.last = request.mac();
  }

  /**
   * Checks a request's signature.
   *
   * @param message the whole request
   * @param request the TSIG record at its end
   * @param key of that name, if there is one
   * @param nowSeconds since 1970
   */
  static Tsig check(byte[] message, TsigRecord request, @Nullable TsigKey key, long nowSeconds) {
    return new Tsig(request, key, error(message, request, key, nowSeconds));
  }

  private static int error(
      byte[] message, TsigRecord request, @Nullable TsigKey key, long nowSeconds) {
    if (key == null || !key.algorithm().equals(algorithm(request))) {
      return BADKEY;
    }
    int full = key.algorithm().macLength();
    int length = request.mac().length;
    if (length > full || length < Math.max(SHORTEST_MAC, full / 2)) {
      return MALFORMED;
    }
    Mac mac = mac(key);
    byte[] unsigned = withoutSignature(message, request);
    mac.update(unsigned);
    byte[] expected = Arrays.copyOf(mac.doFinal(request.variables()), length);
    if (!MessageDigest.isEqual(expected, request.mac())) {
      return BADSIG;
    }
    // Order of RFC 8945 section 5.2: key, MAC, time, truncation.
    if (Math.abs(nowSeconds - request.timeSigned()) > request.fudge()) {
      return BADTIME;
    }
    return length < full ? BADTRUNC : NO_ERROR;
  }

  private static TsigKey.@Nullable Algorithm algorithm(TsigRecord request) {
    return TsigKey.Algorithm.named(request.algorithm().toString()).orElse(null);
  }

  /** The message as it was before it was signed. */
  static byte[] withoutSignature(byte[] message, TsigRecord tsig) {
    byte[] unsigned = Arrays.copyOf(message, tsig.start());
    Bytes.putShort(unsigned, 0, tsig.originalId());
    Bytes.putShort(unsigned, 10, Bytes.getShort(unsigned, 10) - 1);
    return unsigned;
  }

  private static Mac mac(TsigKey key) {
    try {
      Mac mac = Mac.getInstance(key.algorithm().jcaName());
      mac.init(new SecretKeySpec(key.secret(), key.algorithm().jcaName()));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(key.algorithm() + " is in every JDK", e);
    }
  }

  /** NO_ERROR, or what is wrong. */
  int error() {
    return error;
  }

  /** What is wrong, for the log of who has the keys: the name of the error, and what it means. */
  String complaint(long nowSeconds) {
    String meaning =
        switch (error) {
          case BADSIG -> "another secret, or a message that was changed on its way";
          case BADKEY -> "no key here has this name and the algorithm " + request.algorithm();
          case BADTIME ->
              "its clock differs by "
                  + (request.timeSigned() - nowSeconds)
                  + " s from the one here";
          default -> "a signature that was cut to " + request.mac().length + " octets";
        };
    return "TSIG error "
        + Rcode.TSIGstring(error)
        + " with the key "
        + request.key()
        + ", "
        + meaning;
  }

  /** The key that signed the request; null unless there is no error. */
  @Nullable DomainName signer() {
    return error == NO_ERROR ? request.key() : null;
  }

  /** Octets that a signature adds to a message. */
  int length() {
    int mac = key == null ? 0 : key.algorithm().macLength();
    return request.key().wireLength() + request.algorithm().wireLength() + FIXED_LENGTH + 6 + mac;
  }

  /**
   * Signs a message of the answer, or adds the record that tells the error.
   *
   * @param message room for the signature behind it
   * @return the message's length with the signature
   */
  int sign(byte[] message, int length, long nowSeconds) {
    // RFC 8945 section 5.3.2: who does not share the key and its algorithm could not check it.
    boolean unsigned = key == null || error == BADKEY || error == BADSIG;
    boolean badTime = error == BADTIME;
    TsigRecord answer =
        new TsigRecord(
            length,
            request.key(),
            request.algorithm(),
            badTime || unsigned ? request.timeSigned() : nowSeconds,
            FUDGE_SECONDS,
            NONE,
            Bytes.getShort(message, 0),
            Math.max(error, 0),
            badTime ? time(nowSeconds) : NONE);
    byte[] signature = unsigned || key == null ? NONE : digest(key, message, length, answer);
    TsigRecord signed =
        new TsigRecord(
            length,
            answer.key(),
            answer.algorithm(),
            answer.timeSigned(),
            answer.fudge(),
            signature,
            answer.originalId(),
            answer.error(),
            answer.other());
    byte[] octets = signed.toWire();
    System.arraycopy(octets, 0, message, length, octets.length);
    Bytes.putShort(message, 10, Bytes.getShort(message, 10) + 1);
    return length + octets.length;
  }

  private byte[] digest(TsigKey signing, byte[] message, int length, TsigRecord answer) {
    Mac mac = mac(signing);
    byte[] before = new byte[2];
    Bytes.putShort(before, 0, last.length);
    mac.update(before);
    mac.update(last);
    mac.update(message, 0, length);
    last = mac.doFinal(first ? answer.variables() : answer.timers());
    first = false;
    return last;
  }

  private static byte[] time(long seconds) {
    byte[] octets = new byte[6];
    Bytes.putShort(octets, 0, (int) (seconds >>> 32));
    Bytes.putInt(octets, 2, (int) seconds);
    return octets;
  }
}

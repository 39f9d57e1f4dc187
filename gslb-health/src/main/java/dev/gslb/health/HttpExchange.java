package dev.gslb.health;

import dev.gslb.spi.HealthCheck.Observation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** One request and its response. Confined to the I/O thread of its connection. */
final class HttpExchange implements AsyncClientExchangeHandler {

  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final HttpOptions options;
  private final long rttMicros;
  private final CompletableFuture<Observation> result;
  private Observation accepted =
      Observation.failure("no response"); // the result, once the body ends
  private int bodyBytes;

  HttpExchange(HttpOptions options, long rttMicros, CompletableFuture<Observation> result) {
    this.options = options;
    this.rttMicros = rttMicros;
    this.result = result;
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    BasicHttpRequest request = new BasicHttpRequest(options.method(), options.path());
    request.addHeader(HttpHeaders.HOST, options.hostHeader());
    request.addHeader(HttpHeaders.USER_AGENT, "gslb-health");
    request.addHeader(HttpHeaders.ACCEPT, "*/*");
    request.addHeader(HttpHeaders.CONNECTION, "close");
    channel.sendRequest(request, null, context);
  }

  @Override
  public void consumeResponse(
      HttpResponse response, @Nullable EntityDetails body, HttpContext context) {
    int status = response.getCode();
    if (!options.statuses().contains(status)) {
      String detail = "status " + status + " (expected " + options.statuses() + ")";
      result.complete(Observation.failure(detail));
      return;
    }
    accepted = Observation.success(rttMicros, "status " + status);
    if (body == null) {
      result.complete(accepted);
    }
  }

  @Override
  public void consume(ByteBuffer source) {
    bodyBytes += source.remaining();
    source.position(source.limit());
    if (bodyBytes > MAX_BODY_BYTES) {
      result.complete(accepted);
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    result.complete(accepted);
  }

  @Override
  public void failed(Exception cause) {
    result.complete(Observation.failure(FailureText.of(cause)));
  }

  @Override
  public void cancel() {
    result.complete(Observation.failure("connection closed"));
  }

  @Override
  public void releaseResources() {
    result.complete(Observation.failure("connection closed"));
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(MAX_BODY_BYTES);
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public void produce(DataStreamChannel channel) {}

  @Override
  public void consumeInformation(HttpResponse response, HttpContext context) {}
}

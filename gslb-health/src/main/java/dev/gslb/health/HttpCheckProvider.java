package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.zone.HealthCheckConfig;

/**
 * The kind {@code http}: a target works if it answers a request with the right status.
 *
 * <table>
 *   <caption>Options</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>{@code path}</td><td>{@code /}</td><td>what is asked for, with its query</td></tr>
 *   <tr><td>{@code method}</td><td>{@code GET}</td><td>{@code GET} or {@code HEAD}</td></tr>
 *   <tr><td>{@code host}</td><td>the host connected to, and the port unless it is 80</td>
 *       <td>the Host header, as written</td></tr>
 *   <tr><td>{@code status}</td><td>{@code 200-299}</td>
 *       <td>a status, a range, or a list of these; the codes that count as success</td></tr>
 * </table>
 *
 * <p>Each run is a new connection with one HTTP/1.1 request, without cookies, credentials or
 * compression. Redirects are not followed. A body is read up to 64 KiB and dropped; one that ends
 * too early is a failure. The round-trip time is that of the TCP connect alone: one trip through
 * the network, whatever the target needs to answer and whatever the kind of check, so that the
 * kinds compare.
 *
 * <p>The checks of one provider share one I/O thread, and up to eight threads that look host names
 * up; they end with the last check. Safe for any thread.
 */
public final class HttpCheckProvider implements HealthCheckProvider {

  private final Connections connections = new Connections("http", 1);

  /** Makes a provider; it has no thread before its first check. */
  public HttpCheckProvider() {}

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public void validate(HealthCheckConfig config) {
    HttpOptions.read(config, false);
  }

  @Override
  public HealthCheck create(HealthCheckConfig config) {
    HttpOptions options = HttpOptions.read(config, false);
    connections.acquire();
    return new HttpCheck(config, options, connections, null);
  }
}

package dev.gslb.internal.engine;

import dev.gslb.internal.wire.CookieOption;
import dev.gslb.internal.wire.OptReply;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.spi.Inbound;

/**
 * The options that an answer has because its query asks for them: the name server identifier, a
 * cookie, the idle timeout. Reused; confined to one thread.
 */
public final class RequestedOptions {
  private final OptReply reply;
  private final Cookies cookies;
  private final int keepaliveTenths;

  /** Answers with what an operator has set. */
  public RequestedOptions(EngineOptions options) {
    this.reply = new OptReply(options.identity().idOctets());
    this.cookies = new Cookies(options.cookies());
    this.keepaliveTenths = (int) Math.min(options.idleTimeout().toMillis() / 100, 0xFFFF);
  }

  /** What goes into the answer. */
  public OptReply reply() {
    return reply;
  }

  /** Takes what a query asks for, before its answer is begun. */
  public void take(QueryReader query, Inbound inbound) {
    reply.clear();
    if (query.hasRequests()) {
      add(query, inbound);
    }
  }

  private void add(QueryReader query, Inbound inbound) {
    if (query.asksNsid()) {
      reply.nsid();
    }
    if (query.cookie().present()) {
      cookies.make(query.cookie(), inbound, unixSeconds(), reply.cookie());
    }
    if (query.asksKeepalive() && inbound.isStream()) {
      reply.keepalive(keepaliveTenths);
    }
  }

  /** Whether a query shows a cookie that this server made for its sender. */
  public boolean isProven(QueryReader query, Inbound inbound) {
    CookieOption cookie = query.cookie();
    return cookie.present() && cookies.isValid(cookie, inbound, unixSeconds());
  }

  private static int unixSeconds() {
    return (int) (System.currentTimeMillis() / 1_000);
  }
}

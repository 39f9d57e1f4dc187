/** DNS over UDP by the system calls of Linux that carry many datagrams at once. */
module dev.gslb.transport.linux {
  requires static transitive org.jspecify;
  requires transitive dev.gslb.core;

  exports dev.gslb.transport.linux;

  provides dev.gslb.spi.UdpTransportProvider with
      dev.gslb.transport.linux.LinuxUdpTransportProvider;
}

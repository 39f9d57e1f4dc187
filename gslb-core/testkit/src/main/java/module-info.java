/** Contract tests and doubles, for this library's own plugins and for those of others. */
module dev.gslb.testkit {
  requires transitive dev.gslb.core;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;
  requires jdk.management;
  requires org.assertj.core;

  exports dev.gslb.testkit;
}

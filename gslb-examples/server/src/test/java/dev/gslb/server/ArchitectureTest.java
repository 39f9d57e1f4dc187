package dev.gslb.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which. */
final class ArchitectureTest {
  private static final String TABLE = "dev.gslb.internal.table";
  private static final String WIRE = "dev.gslb.internal.wire";
  private static final String ZONE = "dev.gslb.zone";
  private static final String SPI = "dev.gslb.spi";
  private static final String SNAPSHOT = "dev.gslb.internal.snapshot";
  private static final String METRICS = "dev.gslb.internal.metrics";
  private static final String DNSJAVA = "org.xbill.DNS..";
  private static final String LOG = "org.slf4j..";

  /**
   * What each package may know besides itself, the JDK and JSpecify. A zone is a view of a name
   * table, so these two know each other; and the writer puts RRsets into a message straight from
   * the table's octets.
   */
  private static final Map<String, List<String>> ALLOWED =
      Map.ofEntries(
          Map.entry(ZONE, List.of(TABLE, DNSJAVA)),
          Map.entry(TABLE, List.of(ZONE, WIRE)),
          Map.entry(SPI, List.of(ZONE, LOG)),
          Map.entry(WIRE, List.of(TABLE)),
          Map.entry(METRICS, List.of(SPI)),
          Map.entry(SNAPSHOT, List.of(ZONE, SPI, WIRE, TABLE)),
          Map.entry(
              "dev.gslb.internal.engine",
              List.of(SNAPSHOT, SPI, WIRE, METRICS, ZONE, TABLE, DNSJAVA)),
          Map.entry("dev.gslb.internal.control", List.of(ZONE, SPI, SNAPSHOT, TABLE, METRICS, LOG)),
          Map.entry(
              "dev.gslb.internal.exchange",
              List.of(
                  ZONE,
                  SPI,
                  SNAPSHOT,
                  TABLE,
                  WIRE,
                  METRICS,
                  "dev.gslb.internal.engine",
                  "dev.gslb.internal.control",
                  DNSJAVA,
                  LOG,
                  "javax.crypto..")),
          Map.entry("dev.gslb.internal.transport", List.of(SPI, METRICS, WIRE, LOG)),
          Map.entry("dev.gslb", List.of("dev.gslb.internal..", SPI, ZONE)),
          Map.entry("dev.gslb.config", List.of(SPI, ZONE, LOG, "org.snakeyaml.engine..")),
          Map.entry("dev.gslb.routing", List.of(SPI, ZONE, "com.maxmind.db..")),
          Map.entry(
              "dev.gslb.health", List.of(SPI, ZONE, LOG, "org.apache.hc..", "javax.net.ssl..")),
          Map.entry("dev.gslb.cluster", List.of(SPI, ZONE, LOG, "org.h2.mvstore..")),
          Map.entry(
              "dev.gslb.cluster.ratis",
              List.of("dev.gslb.cluster", SPI, ZONE, LOG, "org.apache.ratis..")),
          Map.entry(
              "dev.gslb.cluster.etcd",
              List.of(
                  "dev.gslb.cluster",
                  SPI,
                  ZONE,
                  LOG,
                  "io.etcd..",
                  "io.grpc..",
                  "io.netty..",
                  "com.google.protobuf..",
                  "com.google.common..",
                  "javax.net.ssl..")),
          Map.entry(
              "dev.gslb.cluster.gossip",
              List.of("dev.gslb.cluster", SPI, ZONE, LOG, "org.jgroups..", "javax..")),
          Map.entry(
              "dev.gslb.cluster.runtime",
              List.of("dev.gslb.cluster", SPI, ZONE, LOG, "tools.jackson.core..")),
          Map.entry(
              "dev.gslb.testkit",
              List.of(SPI, ZONE, "org.junit.jupiter..", "org.assertj..", "com.sun.management")));

  private static final String LINUX_TRANSPORT = "dev.gslb.transport.linux";

  private static JavaClasses library;

  @BeforeAll
  static void read() {
    library = Library.classes();
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(false).check(library);
  }

  private static Map<String, List<String>> allowed() {
    Map<String, List<String>> allowed = new TreeMap<>(ALLOWED);
    if (Library.linuxTransport().isPresent()) {
      allowed.put(LINUX_TRANSPORT, List.of(SPI));
    }
    return allowed;
  }

  static Stream<String> packages() {
    return allowed().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_dependencies_areAllowed(String name) {
    List<String> allowed = new ArrayList<>(allowed().get(name));
    allowed.addAll(List.of(name, "java..", "org.jspecify.annotations"));
    check(
        classes()
            .that()
            .resideInAPackage(name)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(allowed.toArray(String[]::new)).or(arrayOfPrimitives())));
  }

  private static DescribedPredicate<JavaClass> arrayOfPrimitives() {
    return DescribedPredicate.describe(
        "are primitive, or arrays of these", type -> type.getBaseComponentType().isPrimitive());
  }

  @Test
  void package_ofTheLibrary_isInTheTable() {
    check(
        classes()
            .that()
            .resideOutsideOfPackage("dev.gslb.server")
            .should()
            .resideInAnyPackage(allowed().keySet().toArray(String[]::new)));
  }

  @Test
  void routingHealthAndCluster_doNotKnowEachOther() {
    List<String> siblings =
        List.of("dev.gslb.routing..", "dev.gslb.health..", "dev.gslb.cluster..");
    for (String one : siblings) {
      String[] others = siblings.stream().filter(s -> !s.equals(one)).toArray(String[]::new);
      check(
          noClasses()
              .that()
              .resideInAPackage(one)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others));
    }
  }

  @Test
  void facade_isKnownToNoOtherPackageOfTheLibrary() {
    check(
        noClasses()
            .that(not(resideInAnyPackage("dev.gslb", "dev.gslb.server")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gslb"));
  }

  @Test
  void internals_areKnownToCoreOnly() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.gslb.config..",
                "dev.gslb.routing..",
                "dev.gslb.health..",
                "dev.gslb.cluster..",
                "dev.gslb.testkit..",
                "dev.gslb.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gslb.internal.."));
  }

  @Test
  void dnsjava_isNotOnTheQueryPath() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.gslb.internal..")
            .and(not(named("dev.gslb.internal.engine.Explainer")))
            .and(not(resideInAPackage("dev.gslb.internal.exchange")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xbill.."));
  }

  @Test
  void wire_knowsTheTablesNodesOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat(
                resideInAPackage(TABLE).and(not(named("dev.gslb.internal.table.NodeCursor")))));
  }

  /** A class by its name, with those nested in it. */
  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(
        "named " + name,
        type -> type.getName().equals(name) || type.getName().startsWith(name + "$"));
  }

  @Test
  void packages_besideTheDocumentedPairs_haveNoCycles() {
    check(
        slices()
            .matching("dev.gslb.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(resideInAPackage(ZONE), resideInAPackage(TABLE))
            .ignoreDependency(resideInAPackage(WIRE), resideInAPackage(TABLE)));
  }

  @Test
  void names_sayWhatAClassIs() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util"));
  }
}

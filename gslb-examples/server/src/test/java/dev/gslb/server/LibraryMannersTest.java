package dev.gslb.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a library must not do to the application that it is in. */
final class LibraryMannersTest {
  /** The classes that start threads. */
  private static final Set<String> THREAD_OWNERS =
      Set.of(
          "dev.gslb.config.ConfigWatcher",
          "dev.gslb.internal.control.Control",
          "dev.gslb.internal.exchange.ExchangeDesk",
          "dev.gslb.internal.exchange.Notifier",
          "dev.gslb.internal.exchange.SecondaryThreads",
          "dev.gslb.internal.exchange.SerialKeeper",
          "dev.gslb.internal.transport.TcpTransport",
          "dev.gslb.internal.transport.UdpTransport",
          "dev.gslb.health.Connections",
          "dev.gslb.health.ThreadScheduler",
          "dev.gslb.cluster.LocalStateStore",
          "dev.gslb.cluster.StateExport",
          "dev.gslb.cluster.etcd.EtcdConnection",
          "dev.gslb.cluster.gossip.GossipThread",
          "dev.gslb.cluster.gossip.GuardedServerSocket",
          "dev.gslb.cluster.ratis.RatisBackend",
          "dev.gslb.cluster.runtime.OneThread");

  /** One more, which is not there when the build's JDK is older than 25. */
  private static final String LINUX_TRANSPORT = "dev.gslb.transport.linux.LinuxUdpTransport";

  private static final DescribedPredicate<JavaClass> LIBRARY =
      DescribedPredicate.describe(
          "are of the library",
          type ->
              !type.getPackageName().startsWith("dev.gslb.server")
                  && !type.getPackageName().startsWith("dev.gslb.testkit"));

  /** Looks at the operating system's name: its structures are laid out for one. */
  private static final DescribedPredicate<JavaClass> HOST_INSPECTOR =
      DescribedPredicate.describe(
          "ask for the operating system",
          type -> type.getName().equals(LINUX_TRANSPORT + "Provider"));

  private static final DescribedPredicate<JavaClass> THREAD_OWNER =
      DescribedPredicate.describe(
          "own threads", type -> threadOwners().contains(outermost(type).getName()));

  private static final DescribedPredicate<JavaAccess<?>> THREAD_START =
      DescribedPredicate.describe("starts or makes a thread", LibraryMannersTest::startsThread);

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all = Library.classes();
  }

  private static Set<String> threadOwners() {
    Set<String> owners = new HashSet<>(THREAD_OWNERS);
    if (all.contain(LINUX_TRANSPORT)) {
      owners.add(LINUX_TRANSPORT);
    }
    return owners;
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(false).check(all);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(LibraryMannersTest::outermost).orElse(type);
  }

  private static boolean startsThread(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    boolean thread =
        owner.isAssignableTo(Thread.class)
            && Set.of("<init>", "start", "startVirtualThread", "ofVirtual", "ofPlatform")
                .contains(name);
    boolean pool = owner.isEquivalentTo(ForkJoinPool.class) || owner.isEquivalentTo(Timer.class);
    return thread || (pool && name.equals("<init>")) || owner.isEquivalentTo(Executors.class);
  }

  private static DescribedPredicate<JavaAccess<?>> uses(Class<?> owner, String... members) {
    return DescribedPredicate.describe(
        "uses " + owner.getSimpleName() + " " + String.join(", ", members),
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && Set.of(members).contains(access.getTarget().getName()));
  }

  @Test
  void process_isNeverEndedNorHooked() {
    check(noClasses().that(LIBRARY).should().accessTargetWhere(uses(System.class, "exit")));
    check(
        noClasses()
            .that(LIBRARY)
            .should()
            .accessTargetWhere(
                uses(Runtime.class, "exit", "halt", "addShutdownHook", "load", "loadLibrary")));
  }

  @Test
  void signals_areLeftToTheApplication() {
    check(noClasses().that(LIBRARY).should().dependOnClassesThat().resideInAPackage("sun.misc.."));
    check(noClasses().that(LIBRARY).should().accessTargetWhere(uses(Class.class, "forName")));
  }

  @Test
  void systemPropertiesAndEnvironment_areNotRead() {
    check(
        noClasses()
            .that(LIBRARY.and(not(HOST_INSPECTOR)))
            .should()
            .accessTargetWhere(
                uses(
                    System.class,
                    "getProperty",
                    "setProperty",
                    "getProperties",
                    "setProperties",
                    "clearProperty",
                    "getenv")));
    check(noClasses().that(LIBRARY).should().accessTargetWhere(uses(Boolean.class, "getBoolean")));
    check(noClasses().that(LIBRARY).should().accessTargetWhere(uses(Integer.class, "getInteger")));
    check(noClasses().that(LIBRARY).should().accessTargetWhere(uses(Long.class, "getLong")));
  }

  @Test
  void consoleAndPlatformLogging_areNotUsed() {
    check(
        noClasses()
            .that(LIBRARY)
            .should()
            .accessTargetWhere(
                uses(
                    System.class, "out", "err", "in", "console", "getLogger", "setOut", "setErr")));
    check(
        noClasses()
            .that(LIBRARY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging.."));
    check(
        noClasses()
            .that(LIBRARY)
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "prints a stack trace",
                    call -> call.getTarget().getName().equals("printStackTrace"))));
  }

  @Test
  void threads_areStartedByTheirOwnersOnly() {
    check(
        noClasses()
            .that(LIBRARY)
            .and(DescribedPredicate.not(THREAD_OWNER))
            .should()
            .accessTargetWhere(THREAD_START));
    check(noClasses().that(LIBRARY).should().beAssignableTo(Thread.class));
  }

  @Test
  void threadOwners_eachOne_stillStartsThreads() {
    threadOwners()
        .forEach(
            owner ->
                check(
                    classes()
                        .that()
                        .haveFullyQualifiedName(owner)
                        .should()
                        .accessTargetWhere(THREAD_START)));
  }

  @Test
  void rules_onTheServerWhichMayDoAllThis_findIt() {
    JavaClass main = all.get(Main.class);
    assertThat(main.getAccessesFromSelf()).anyMatch(uses(System.class, "exit"));
    JavaClass signals = all.get(Signals.class);
    assertThat(signals.getAccessesFromSelf()).anyMatch(uses(Class.class, "forName"));
    JavaClass check = all.get(CheckCommand.class);
    assertThat(check.getAccessesFromSelf()).anyMatch(uses(System.class, "getenv"));
    JavaClass endpoint = all.get(HttpService.class);
    assertThat(endpoint.getAccessesFromSelf()).anyMatch(THREAD_START);
  }
}

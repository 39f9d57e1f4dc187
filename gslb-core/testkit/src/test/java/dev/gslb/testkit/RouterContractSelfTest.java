package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.Selection;
import dev.gslb.zone.OptionReader;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract accepts a router that keeps it and catches one that breaks a promise. */
final class RouterContractSelfTest {

  @Nested
  final class InDeclaredOrder extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return providerOf(RouterContractSelfTest::inOrder);
    }
  }

  @Test
  void contract_ordinalOutOfRange_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> chosen.add(candidates.size()),
        RouterContractTest::route_anyQuery_choosesOnlyCandidates);
  }

  @Test
  void contract_nothingChosen_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> {}, RouterContractTest::route_anyQuery_choosesAtLeastOne);
  }

  @Test
  void contract_onlyOneOfSeveralWanted_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> chosen.add(0),
        RouterContractTest::route_severalWanted_fillsTheRoom);
  }

  @Test
  void contract_moreThanWanted_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> {
          for (int i = 0; i < candidates.size(); i++) {
            chosen.add(i);
          }
        },
        RouterContractTest::route_wanted_isNeverExceeded);
  }

  @Test
  void contract_goesOnWhenRefused_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> {
          for (int i = 0; i < candidates.size(); i++) {
            chosen.add(i);
          }
        },
        RouterContractTest::route_lessRoomThanWanted_stopsWhenRefused);
  }

  @Test
  void contract_stateBetweenCalls_isCaught() {
    AtomicInteger calls = new AtomicInteger();
    assertCaught(
        (request, candidates, chosen) -> chosen.add(calls.getAndIncrement() % candidates.size()),
        RouterContractTest::route_sameInputs_choosesTheSame);
  }

  @Test
  void contract_reasonNobodyAskedFor_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> chosen.because("always"),
        RouterContractTest::route_notTracing_givesNoReason);
  }

  @Test
  void contract_noReasonWhenTracing_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> chosen.add(0),
        RouterContractTest::route_tracing_givesAReasonAndTheSameChoice);
  }

  @Test
  void contract_scopeOfARouterThatIgnoresTheClient_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> chosen.ecsScope(24),
        RouterContractTest::route_anyClient_keepsTheScopeInRange);
  }

  @Test
  void contract_scopeTooShort_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> {
          chosen.ecsScope(1);
          chosen.add((int) Long.remainderUnsigned(request.clientHigh(), candidates.size()));
        },
        RouterContractTest::route_clientsThatShareTheScope_getTheSame);
  }

  @Test
  void contract_allocation_isCaught() {
    assertCaught(
        (request, candidates, chosen) -> {
          String text = request.toString();
          chosen.add(text.length() % candidates.size());
        },
        RouterContractTest::route_afterWarmUp_allocatesNothing);
  }

  @Test
  void contract_unknownOptionAccepted_isCaught() {
    RouterContractTest contract =
        contractOf(
            new RouterProvider() {
              @Override
              public String name() {
                return "careless";
              }

              @Override
              public Router create(RouterConfig config) {
                return RouterContractSelfTest::inOrder;
              }
            });

    assertThatThrownBy(contract::create_unknownOption_isRefusedWithNameValueAndExpectation)
        .isInstanceOf(AssertionError.class);
  }

  private static void assertCaught(Router broken, Promise promise) {
    RouterContractTest sound = contractOf(providerOf(RouterContractSelfTest::inOrder));
    sound.createRouter();
    assertThatCode(() -> promise.check(sound)).doesNotThrowAnyException();

    RouterContractTest contract = contractOf(providerOf(broken));
    contract.createRouter();
    ThrowingCallable check = () -> promise.check(contract);
    assertThatThrownBy(check).isInstanceOf(AssertionError.class);
  }

  private static void inOrder(RouteRequest request, Candidates candidates, Selection chosen) {
    if (chosen.tracing()) {
      chosen.because("declared order");
    }
    for (int i = 0; i < Math.min(request.wanted(), candidates.size()); i++) {
      if (!chosen.add(i)) {
        return;
      }
    }
  }

  private static RouterContractTest contractOf(RouterProvider provider) {
    return new RouterContractTest() {
      @Override
      protected RouterProvider provider() {
        return provider;
      }
    };
  }

  private static RouterProvider providerOf(Router router) {
    return new RouterProvider() {
      @Override
      public String name() {
        return "under-test";
      }

      @Override
      public Router create(RouterConfig config) {
        new OptionReader(config.options()).finish();
        return router;
      }
    };
  }

  private interface Promise {
    void check(RouterContractTest contract) throws Exception;
  }
}

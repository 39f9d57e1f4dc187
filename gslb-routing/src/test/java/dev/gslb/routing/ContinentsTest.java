package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ContinentsTest {
  private final Continents continents = new Continents();

  @Test
  void countries_comparedWithIso3166_areComplete() {
    assertThat(continents.countries()).contains(Locale.getISOCountries());
    assertThat(continents.countries()).hasSize(Locale.getISOCountries().length + 1);
  }

  @Test
  void of_knownCountry_isItsContinent() {
    assertThat(continents.of("DE")).isEqualTo("EU");
    assertThat(continents.of("NA")).isEqualTo("AF");
    assertThat(continents.of("AS")).isEqualTo("OC");
    assertThat(continents.of("ZZ")).isNull();
  }

  @Test
  void codes_always_areTheSevenContinents() {
    assertThat(continents.codes()).containsExactly("AF", "AN", "AS", "EU", "NA", "OC", "SA");
  }
}

package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.testkit.TestRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeoDatabaseTest {
  @TempDir Path directory = Path.of("");

  @Test
  void read_ipv4File_knowsIpv4Only() throws IOException {
    GeoDatabase database =
        read(
            MaxMindFile.ofIpv4()
                .add("10.0.0.0/8", "DE", "EU")
                .add("11.0.0.0/16", "US", "NA")
                .add("255.0.0.0/8", "JP", "AS"));

    assertThat(place(database, "10.255.255.255")).isEqualTo(new Place("DE", "EU"));
    assertThat(place(database, "11.0.255.1")).isEqualTo(new Place("US", "NA"));
    assertThat(place(database, "255.255.255.255")).isEqualTo(new Place("JP", "AS"));
    assertThat(place(database, "9.255.255.255")).isEqualTo(Place.UNKNOWN);
    assertThat(place(database, "11.1.0.0")).isEqualTo(Place.UNKNOWN);
    assertThat(database.ipv6().size()).isEqualTo(1);
    assertThat(place(database, "a00::1")).isEqualTo(Place.UNKNOWN);
  }

  @Test
  void read_ipv6File_keepsTheFamiliesApartAndSkipsAliases() throws IOException {
    GeoDatabase database =
        read(
            MaxMindFile.ofIpv6()
                .add("10.0.0.0/8", "DE", "EU")
                .add("2001:db8::/32", "US", "NA")
                .add("2001:db9:0:0:8000::/65", "JP", "AS")
                .withIpv4Aliases());

    assertThat(place(database, "10.1.2.3")).isEqualTo(new Place("DE", "EU"));
    assertThat(place(database, "2001:db8:ffff::1")).isEqualTo(new Place("US", "NA"));
    assertThat(place(database, "2001:db9:0:0:8000::1")).isEqualTo(new Place("JP", "AS"));
    assertThat(place(database, "2001:db9::1")).isEqualTo(Place.UNKNOWN);
    assertThat(place(database, "2002:a01:203::1")).isEqualTo(Place.UNKNOWN);
    assertThat(place(database, "::a01:203")).isEqualTo(Place.UNKNOWN);
  }

  @Test
  void read_prefixAroundTheIpv4Space_holdsForIpv4Too() throws IOException {
    GeoDatabase database = read(MaxMindFile.ofIpv6().add("8000::/1", "US", "NA"));
    GeoDatabase around = read(wholeSpace());

    assertThat(place(database, "10.1.2.3")).isEqualTo(Place.UNKNOWN);
    assertThat(place(around, "10.1.2.3")).isEqualTo(new Place("US", "NA"));
    assertThat(place(around, "::1")).isEqualTo(new Place("US", "NA"));
  }

  @Test
  void read_flatFile_derivesTheContinent() throws IOException {
    GeoDatabase database =
        read(
            MaxMindFile.ofIpv4()
                .addFlat("10.0.0.0/8", "BR")
                .addFlat("11.0.0.0/8", "ZZ")
                .add("12.0.0.0/8", Map.of("continent", Map.of("code", "AF"))));

    assertThat(place(database, "10.0.0.1")).isEqualTo(new Place("BR", "SA"));
    assertThat(place(database, "11.0.0.1")).isEqualTo(Place.UNKNOWN);
    assertThat(place(database, "12.0.0.1")).isEqualTo(new Place("", "AF"));
    assertThat(database.places()).hasSize(2);
  }

  @Test
  void read_fileWithoutCountries_isRefused() {
    MaxMindFile numbers = MaxMindFile.ofIpv4().add("10.0.0.0/8", Map.of("asn", "64500"));

    assertThatThrownBy(() -> read(numbers))
        .isInstanceOf(IOException.class)
        .hasMessage("no record has country.iso_code, country_code or continent.code");
  }

  @Test
  void read_someOtherFile_isRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("other"), "country,network\n");

    assertThatThrownBy(() -> GeoDatabase.read(file.toFile(), new Continents()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void read_fileCutShort_isRefused() throws IOException {
    Path file = MaxMindFile.ofIpv4().add("10.0.0.0/8", "DE", "EU").write(directory.resolve("cut"));
    byte[] octets = Files.readAllBytes(file);
    // The first record now points far behind the end.
    octets[0] = (byte) 0x7F;
    Files.write(file, octets);

    assertThatThrownBy(() -> GeoDatabase.read(file.toFile(), new Continents()))
        .isInstanceOf(IOException.class);
  }

  private MaxMindFile wholeSpace() {
    return MaxMindFile.ofIpv6().add("::/1", "US", "NA");
  }

  private GeoDatabase read(MaxMindFile file) throws IOException {
    Path path = file.write(Files.createTempFile(directory, "geo", ".mmdb"));
    return GeoDatabase.read(path.toFile(), new Continents());
  }

  private static Place place(GeoDatabase database, String address) {
    TestRequest client = new TestRequest().client(address);
    int index =
        client.clientIsIpv4()
            ? database.ipv4().find(client.clientHigh() << 32, 0)
            : database.ipv6().find(client.clientHigh(), client.clientLow());
    return database.place(index);
  }
}

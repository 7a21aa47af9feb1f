package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KEYS =
            List.of("label", "features", "test_fraction", "validation_fraction", "id", "seed");

    @ParameterizedTest
    @CsvSource({
        "lable, label", // swapped
        "labl, label", // left out
        "labell, label", // put in
        "lubel, label", // replaced
        "LABEL, label",
        "feature, features",
        "test_fracton, test_fraction",
        "testfraction, test_fraction",
        "ad, id",
    })
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(NearestName.of(typed, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"target", "x", "lbl", "fraction", "''"})
    void offersNothingThatIsFar(String typed) {
        assertThat(NearestName.of(typed, KEYS)).isEmpty();
    }

    @Test
    void takesTheFirstOfEquallyNearNames() {
        assertThat(NearestName.of("cat", List.of("rat", "bat", "dog"))).contains("bat");
    }

    @Test
    void offersNothingOfNothing() {
        assertThat(NearestName.of("cat", List.of())).isEmpty();
    }
}

package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("workers", "batch", "budget", "seed", "steps_per_round", "id");

    @ParameterizedTest
    @CsvSource({
        "bach, batch", // deleted
        "battch, batch", // inserted
        "barch, batch", // replaced
        "bathc, batch", // swapped: one, not two
        "BATCH, batch", // letter case
        "step_per_rounds, steps_per_round",
        "ib, id",
        "batch, batch",
    })
    void findsMistypedName(String typed, String meant) {
        assertThat(NearestName.of(typed, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"learning_rate", "x", "batchsizes", "''"})
    void farNamesGiveNoAnswer(String typed) {
        assertThat(NearestName.of(typed, KNOWN)).isEmpty();
    }

    @Test
    void tiesGoToTheAlphabeticallyFirst() {
        assertThat(NearestName.of("bat", List.of("rat", "cat", "hat"))).contains("cat");
    }

    @Test
    void namesOfOneLetterDifferInCaseOnly() {
        assertThat(NearestName.of("z", List.of("x", "y"))).isEmpty();
        assertThat(NearestName.of("X", List.of("x", "y"))).contains("x");
    }

    @Test
    void nameAsLongAsAFileCostsNothing() {
        assertThat(NearestName.of("a".repeat(10_000_000), KNOWN)).isEmpty();
    }

    @Test
    void nothingKnownGivesNoAnswer() {
        assertThat(NearestName.of("batch", List.of())).isEmpty();
    }
}

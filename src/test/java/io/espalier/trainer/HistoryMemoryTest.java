package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.Plans;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryMemoryTest {
    /** What is remembered, twice; the widest of it; what choosing an epoch's rows takes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{method: el2n} | 0",
                "{method: el2n, dynamic: {kind: random_each_epoch}} | 4",
                "{method: el2n, dynamic: {kind: infobatch}} | 20", // 2 (4 + 4) + 4
                "{method: el2n, dynamic: {kind: selective_backprop}} | 24", // and 4
                "{method: aum} | 32", // 2 (4 + 8) + 8
                "{method: forgetting} | 14", // 2 (4 + 1) + 4
                "{method: el2n, also: [aum, forgetting]} | 42", // 2 (4 + 8 + 4 + 1) + 8
                "{method: aum, also: [forgetting], dynamic: {kind: selective_backprop}} | 62" // 2 (8 + 17) + 8 + 4
            })
    void rowTakesWhatIsRememberedOfIt(String importance, long bytes) {
        assertThat(HistoryMemory.rowBytes(Plans.of("importance=" + importance).importance()))
                .isEqualTo(bytes);
    }
}

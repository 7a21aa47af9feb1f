package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JobKeyTest {
    record Pair(
            @Setting(value = "Left.", fallback = "1") int left,
            @Setting(value = "Right.", fallback = "2", key = "other") int right) {}

    record Middle(@Flattened Pair pair, @Setting(value = "Deep.", fallback = "3") int deepEnd) {}

    record Holder(
            @Setting(value = "First.", fallback = "0") int first,
            @Flattened Middle middle,
            @Setting(value = "Last.", fallback = "4") int last) {}

    record Bare(int value) {}

    @Test
    void keysOfFlattenedRecordsStandWhereTheirHolderStands() {
        assertThat(JobKey.of(Holder.class))
                .extracting(JobKey::name)
                .containsExactly("first", "left", "other", "deep_end", "last");
    }

    @Test
    void valuesAreFoundInFlattenedRecords() {
        Holder holder = new Holder(10, new Middle(new Pair(11, 12), 13), 14);

        assertThat(JobKey.of(Holder.class))
                .extracting(key -> key.valueIn(holder))
                .containsExactly(10, 11, 12, 13, 14);
    }

    @Test
    void aComponentIsASettingOrFlattened() {
        assertThatThrownBy(() -> JobKey.of(Bare.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Bare.value has no @Setting");
    }
}

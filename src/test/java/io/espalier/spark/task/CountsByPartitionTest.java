package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.SplitMix64;
import io.espalier.spark.task.CountsByPartition.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CountsByPartitionTest {
    @Test
    void countsOfPartitionsAreAdded() {
        assertThat(merged(task(0, 1, 2), task(5, 10, 0), task(3, 0, 7)).value()).containsExactly(11, 9);
    }

    @Test
    void partitionCountsOnce() {
        CountsByPartition counts = merged(task(0, 1, 2), task(0, 1, 2), task(1, 4, 4), task(0, 1, 2), task(1, 4, 4));

        assertThat(counts.value()).containsExactly(5, 6);

        counts.add(new Counts(1, new long[] {4, 4}));
        assertThat(counts.value()).containsExactly(5, 6);
    }

    /** 200 partitions, each by up to three attempts, in ten orders: sums of 0..199 and of their squares. */
    @Test
    void orderAndNumberOfAttemptsDoNotMatter() {
        List<CountsByPartition> tasks = new ArrayList<>();
        for (int partition = 0; partition < 200; partition++) {
            for (int attempt = 0; attempt <= partition % 3; attempt++) {
                tasks.add(task(partition, partition, (long) partition * partition));
            }
        }
        for (int seed = 0; seed < 10; seed++) {
            int[] order = IntStream.range(0, tasks.size()).toArray();
            new SplitMix64(seed).shuffle(order);
            assertThat(merged(IntStream.of(order).mapToObj(tasks::get).toArray(CountsByPartition[]::new))
                            .value())
                    .containsExactly(19_900, 2_646_700);
        }
    }

    /** As a task has it that goes through several partitions of a table one after the other. */
    @Test
    void partitionsOfOneTaskCountOnceTogether() {
        CountsByPartition both = task(0, 1, 2);
        both.add(new Counts(1, new long[] {3, 4}));

        assertThat(merged(both, both).value()).containsExactly(4, 6);
        assertThatThrownBy(() -> merged(task(1, 3, 4), both))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Counts of partitions {0, 1} in one sum, of which {1} are known already");
    }

    @Test
    void emptyPartitionIsCounted() {
        CountsByPartition empty = task(4, 0, 0);

        assertThat(empty.isZero()).isFalse();
        assertThat(merged(task(0, 1, 2), empty, empty).value()).containsExactly(1, 2);
    }

    @Test
    void copyHasALifeOfItsOwn() {
        CountsByPartition counts = task(0, 1, 2);
        CountsByPartition copy = counts.copy();

        copy.add(new Counts(1, new long[] {10, 10}));
        assertThat(counts.value()).containsExactly(1, 2);
        assertThat(copy.value()).containsExactly(11, 12);

        counts.add(new Counts(1, new long[] {5, 5}));
        assertThat(counts.value()).containsExactly(6, 7);
    }

    @Test
    void resetLeavesNothing() {
        CountsByPartition counts = task(0, 1, 2);
        assertThat(counts.isZero()).isFalse();

        counts.reset();
        assertThat(counts.isZero()).isTrue();
        assertThat(counts.value()).containsExactly(0, 0);

        counts.add(new Counts(0, new long[] {3, 3}));
        assertThat(counts.value()).containsExactly(3, 3);
        assertThat(counts.copyAndReset().isZero()).isTrue();
        assertThat(counts.value()).containsExactly(3, 3);
    }

    @Test
    void mergingLeavesTheOtherAsItWas() {
        CountsByPartition other = task(1, 3, 4);

        CountsByPartition counts = merged(other, task(2, 1, 1));

        assertThat(counts.value()).containsExactly(4, 5);
        assertThat(other.value()).containsExactly(3, 4);
    }

    @Test
    void valueIsACopy() {
        CountsByPartition counts = task(0, 1, 2);
        counts.value()[0] = 100;
        assertThat(counts.value()).containsExactly(1, 2);
    }

    @Test
    void otherNumberOfCountsIsRefused() {
        CountsByPartition counts = new CountsByPartition(3);
        assertThatThrownBy(() -> counts.merge(task(0, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected 3 counts, got 2");
    }

    /** What the task of a partition has counted. */
    private static CountsByPartition task(int partition, long... counts) {
        CountsByPartition task = new CountsByPartition(counts.length);
        task.add(new Counts(partition, counts));
        return task;
    }

    /** What the driver makes of the tasks. */
    private static CountsByPartition merged(CountsByPartition... tasks) {
        CountsByPartition driver = new CountsByPartition(2);
        for (CountsByPartition task : tasks) {
            driver.merge(task);
        }
        return driver;
    }
}

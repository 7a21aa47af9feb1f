package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardOrderTest {
    private static final int WINDOW = ShardOrder.BLOCK * ShardOrder.WINDOW_BLOCKS;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100, 4095, 4096, 4097, 65536, 65541, 200_000})
    void everyRowOccursOnceInAnEpoch(int rows) {
        for (int epoch = 0; epoch < 2; epoch++) {
            int[] sorted = epoch(new ShardOrder(rows, 5, 1), rows, epoch);
            Arrays.sort(sorted);
            assertThat(sorted).isEqualTo(IntStream.range(0, rows).toArray());
        }
    }

    @Test
    void windowsHoldWholeBlocksAndTheShortBlockOnce() {
        int rows = WINDOW + 5;
        int[] order = epoch(new ShardOrder(rows, 5, 0), rows, 0);
        boolean shortBlockInFirstWindow =
                Arrays.stream(order, 0, order.length - ShardOrder.BLOCK).anyMatch(row -> row >= WINDOW);
        int firstWindow = shortBlockInFirstWindow ? WINDOW - ShardOrder.BLOCK + 5 : WINDOW;
        // Each block lies in one window as a whole: no block has rows on both sides of the border.
        int[] before = blocks(order, 0, firstWindow);
        int[] after = blocks(order, firstWindow, rows);
        assertThat(before).hasSize(ShardOrder.WINDOW_BLOCKS).doesNotContain(after);
        assertThat(after).hasSize(1);
    }

    private static int[] blocks(int[] order, int from, int to) {
        return Arrays.stream(order, from, to)
                .map(row -> row / ShardOrder.BLOCK)
                .distinct()
                .sorted()
                .toArray();
    }

    @Test
    void rowsOfAWindowAreMixedAcrossItsBlocks() {
        int[] order = epoch(new ShardOrder(WINDOW, 5, 0), WINDOW, 0);
        // 16 blocks of equal size: among the first 4,096 rows each is expected 256 times, deviation 15.
        long[] counts = new long[ShardOrder.WINDOW_BLOCKS];
        Arrays.stream(order, 0, ShardOrder.BLOCK).forEach(row -> counts[row / ShardOrder.BLOCK]++);
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 150 && count < 362);
    }

    @Test
    void blocksOfALargeShardAreMixedAcrossWindows() {
        int rows = 4 * WINDOW;
        int[] order = epoch(new ShardOrder(rows, 5, 0), rows, 0);
        int[] firstWindow = blocks(order, 0, WINDOW);
        assertThat(firstWindow).hasSize(ShardOrder.WINDOW_BLOCKS);
        assertThat(firstWindow)
                .isNotEqualTo(IntStream.range(0, ShardOrder.WINDOW_BLOCKS).toArray());
        assertThat(Arrays.stream(firstWindow).max().orElseThrow()).isGreaterThan(2 * ShardOrder.WINDOW_BLOCKS);
    }

    @Test
    void positionsMayBeAskedInAnyOrder() {
        int rows = 2 * WINDOW + 77;
        int[] first = epoch(new ShardOrder(rows, 9, 2), rows, 0);
        int[] second = epoch(new ShardOrder(rows, 9, 2), rows, 1);
        ShardOrder order = new ShardOrder(rows, 9, 2);
        int[] positions = {rows - 1, 0, WINDOW, WINDOW - 1, rows - 1, 17, 2 * WINDOW + 3, WINDOW + 1};
        for (int position : positions) {
            assertThat(order.row(1, position)).isEqualTo(second[position]);
            assertThat(order.row(0, position)).isEqualTo(first[position]);
        }
    }

    @Test
    void orderDependsOnSeedWorkerAndEpochAlone() {
        int[] order = epoch(new ShardOrder(500, 1, 0), 500, 0);
        assertThat(epoch(new ShardOrder(500, 1, 0), 500, 0)).isEqualTo(order);
        assertThat(epoch(new ShardOrder(500, 2, 0), 500, 0)).isNotEqualTo(order);
        assertThat(epoch(new ShardOrder(500, 1, 1), 500, 0)).isNotEqualTo(order);
        assertThat(epoch(new ShardOrder(500, 1, 0), 500, 1)).isNotEqualTo(order);
    }

    @Test
    void orderOfAnEpochDoesNotDependOnEpochsBefore() {
        ShardOrder walked = new ShardOrder(500, 1, 0);
        epoch(walked, 500, 0);
        epoch(walked, 500, 1);
        assertThat(epoch(walked, 500, 2)).isEqualTo(epoch(new ShardOrder(500, 1, 0), 500, 2));
    }

    private static int[] epoch(ShardOrder order, int rows, int epoch) {
        return IntStream.range(0, rows)
                .map(position -> order.row(epoch, position))
                .toArray();
    }
}

package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class ConstrainedDataLoaderIT {
    private static final int ROWS = 20;
    /** Row r holds (r, -r). */
    private final float[] features = features();

    private final int[] labels = IntStream.range(0, ROWS).map(row -> row % 3).toArray();
    private final int[] kept = {1, 2, 3, 5, 8, 13, 19};

    @Test
    void everyKeptExampleComesOnceAnEpochInAnotherOrder() {
        ConstrainedDataLoader loader = loader(kept, 3);
        List<Integer> first = epoch(loader);
        loader.reset();
        List<Integer> second = epoch(loader);

        assertThat(first).containsExactlyInAnyOrder(1, 2, 3, 5, 8, 13, 19);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        assertThat(loader.examples()).isEqualTo(7);
    }

    @Test
    void orderDependsOnSeedAndEpochOnly() {
        ConstrainedDataLoader one = loader(kept, 3);
        ConstrainedDataLoader other = loader(new int[] {19, 13, 8, 5, 3, 2, 1}, 5);

        assertThat(epoch(one)).isEqualTo(epoch(other));
        one.reset();
        other.reset();
        assertThat(epoch(one)).isEqualTo(epoch(other));
    }

    @Test
    void resetBeforeTheFirstBatchChangesNothing() {
        ConstrainedDataLoader fresh = loader(kept, 3);
        ConstrainedDataLoader reset = loader(kept, 3);
        reset.reset();
        reset.reset();

        assertThat(epoch(reset)).isEqualTo(epoch(fresh));
    }

    @Test
    void lastBatchIsSmallerAndRowsKeepTheirLabels() {
        ConstrainedDataLoader loader = loader(kept, 3);
        List<Integer> sizes = new ArrayList<>();
        while (loader.hasNext()) {
            DataSet batch = loader.next();
            sizes.add(batch.numExamples());
            for (int i = 0; i < batch.numExamples(); i++) {
                int row = batch.getFeatures().getInt(i, 0);
                assertThat(batch.getFeatures().getFloat(i, 1)).isEqualTo(-row);
                for (int k = 0; k < 3; k++) {
                    assertThat(batch.getLabels().getFloat(i, k)).isEqualTo(k == row % 3 ? 1f : 0f);
                }
            }
        }

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(loader::next);
    }

    @Test
    void idsNameRows() {
        long[] ids = IntStream.range(0, ROWS).mapToLong(row -> 1000L - 7 * row).toArray();
        ConstrainedDataLoader loader =
                ConstrainedDataLoader.ofIds(features, labels, 3, ids, new long[] {1000, 1000 - 7 * 19}, 4, 1);

        assertThat(epoch(loader)).containsExactlyInAnyOrder(0, 19);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConstrainedDataLoader.ofIds(features, labels, 3, ids, new long[] {999}, 4, 1))
                .withMessage("No example has the id 999");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConstrainedDataLoader.ofIds(features, labels, 3, new long[2], new long[] {999}, 4, 1))
                .withMessage("Ids must be as many as labels: 2, 20");
    }

    @Test
    void refusesRowsThatAreNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader(new int[] {20}, 1))
                .withMessage("Kept rows must be in [0, 20): 20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader(new int[] {3, 3}, 1))
                .withMessage("A row can be kept once only: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader(kept, 0))
                .withMessage("Batch must be at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConstrainedDataLoader(features, labels, 2, kept, 1, 1))
                .withMessage("Label must be in [0, 2): 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConstrainedDataLoader(new float[39], labels, 3, kept, 1, 1))
                .withMessage("Features must be rows of equal width, as many as labels: 39, 20");
    }

    private ConstrainedDataLoader loader(int[] rows, int batch) {
        return new ConstrainedDataLoader(features, labels, 3, rows, batch, 1);
    }

    private static List<Integer> epoch(ConstrainedDataLoader loader) {
        List<Integer> rows = new ArrayList<>();
        while (loader.hasNext()) {
            DataSet batch = loader.next();
            for (int i = 0; i < batch.numExamples(); i++) {
                rows.add(batch.getFeatures().getInt(i, 0));
            }
        }
        return rows;
    }

    private static float[] features() {
        float[] features = new float[2 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            features[2 * row] = row;
            features[2 * row + 1] = -row;
        }
        return features;
    }
}

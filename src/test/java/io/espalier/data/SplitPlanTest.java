package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.UserException;
import io.espalier.data.SplitPlan.Place;
import io.espalier.run.DataPlan;
import io.espalier.testing.SortedIds;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitPlanTest {
    @Test
    void digitsHaveTheCountsOfTheWorkedCase() {
        SplitPlan split = SplitPlan.of(sorted(ids(1797)), Plans.digits().plan(), 1, 2);

        assertThat(split.rows(Part.TEST)).isEqualTo(359);
        assertThat(split.rows(Part.VALIDATION)).isEqualTo(179);
        assertThat(split.rows(Part.TRAIN)).isEqualTo(1259);
        assertThat(split.rows(Part.TRAIN, 0)).isEqualTo(629);
        assertThat(split.rows(Part.TRAIN, 1)).isEqualTo(630);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 0, 0, 1",
        "3, 0.4, 0.3, 0, 0, 5",
        "10, 0.3, 0.3, 0, 0, 3",
        "1797, 0.2, 0.1, 0, 0, 2",
        "1000, 0, 0.25, 0, 0, 7",
        "1000, 0.29, 0, 0, 0, 64",
        "997, 0, 0.1, 5, 0, 4",
        "997, 0, 0.1, 5, 3, 4",
        "997, 0, 0.1, 5, 4, 4",
        "997, 0, 0.7, 7, 4, 3",
        "11, 0, 0, 10, 9, 4",
        "2, 0, 0, 2, 1, 1",
    })
    void thresholdsReproduceASort(int n, String test, String validation, int folds, int fold, int workers) {
        DataPlan plan = Plans.digits()
                .fractions(test, validation)
                .folds(folds, fold)
                .seed(5)
                .plan();
        long[] ids = ids(n);

        SplitPlan split = SplitPlan.of(sorted(ids), plan, 11, workers);

        Map<Long, Place> expected = naive(ids, plan, 11, workers);
        assertThat(expected).hasSize(n);
        for (long id : ids) {
            assertThat(split.place(id, Part.TRAIN)).isEqualTo(expected.get(id));
            if (expected.get(id).part() == Part.TRAIN) {
                assertThat(split.trainingShard(id)).isEqualTo(expected.get(id).shard());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 100, 2000})
    void everyRowHasOnePlaceAndSizesDifferByAtMostOne(int workers) {
        long[] ids = ids(1500);
        SplitPlan split = SplitPlan.of(sorted(ids), Plans.digits().plan(), 3, workers);

        Map<Place, Integer> counts = new HashMap<>();
        for (long id : ids) {
            counts.merge(split.place(id, Part.TRAIN), 1, Integer::sum);
        }

        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1500);
        for (Part part : Part.values()) {
            int[] sizes = IntStream.range(0, workers)
                    .map(shard -> split.rows(part, shard))
                    .toArray();
            assertThat(IntStream.of(sizes).max().orElseThrow()
                            - IntStream.of(sizes).min().orElseThrow())
                    .isLessThanOrEqualTo(1);
            assertThat(IntStream.of(sizes).sum()).isEqualTo(split.rows(part));
            for (int shard = 0; shard < workers; shard++) {
                assertThat(counts.getOrDefault(new Place(part, shard), 0)).isEqualTo(sizes[shard]);
            }
        }
    }

    @Test
    void orderOfIdsDoesNotMatter() {
        long[] ids = ids(500);
        long[] reversed = LongStream.range(0, 500).map(i -> ids[499 - (int) i]).toArray();
        SplitPlan split = SplitPlan.of(sorted(ids), Plans.digits().plan(), 3, 4);
        SplitPlan other = SplitPlan.of(sorted(reversed), Plans.digits().plan(), 3, 4);

        for (long id : ids) {
            assertThat(other.place(id, Part.TRAIN)).isEqualTo(split.place(id, Part.TRAIN));
        }
    }

    @Test
    void foldsCoverEveryRowOnce() {
        long[] ids = ids(103);
        Map<Long, Integer> tested = new HashMap<>();
        for (int fold = 0; fold < 5; fold++) {
            SplitPlan split =
                    SplitPlan.of(sorted(ids), Plans.digits().folds(5, fold).plan(), 1, 2);
            for (long id : ids) {
                tested.merge(id, split.place(id, Part.TRAIN).part() == Part.TEST ? 1 : 0, Integer::sum);
            }
        }
        assertThat(tested.values()).hasSize(103).containsOnly(1);
    }

    @Test
    void partsThatAreGivenAreTakenWhole() {
        long[] given = LongStream.range(0, 50).toArray();
        SplitPlan split = SplitPlan.of(
                sorted(ids(100)).and(Part.TEST, given), Plans.digits().plan(), 1, 3);

        assertThat(split.rows(Part.TEST)).isEqualTo(50);
        assertThat(split.rows(Part.VALIDATION)).isEqualTo(10);
        assertThat(split.rows(Part.TRAIN)).isEqualTo(90);
        Map<Place, Integer> counts = new HashMap<>();
        for (long id : given) {
            counts.merge(split.place(id, Part.TEST), 1, Integer::sum);
        }
        assertThat(counts)
                .isEqualTo(
                        Map.of(new Place(Part.TEST, 0), 16, new Place(Part.TEST, 1), 17, new Place(Part.TEST, 2), 17));
        for (long id : ids(100)) {
            assertThat(split.place(id, Part.TRAIN).part()).isNotEqualTo(Part.TEST);
        }
        assertThatThrownBy(() -> split.place(1, Part.VALIDATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No examples were given as VALIDATION");
    }

    @Test
    void fractionsAreExactDecimals() {
        // In binary floating point 1000 * 0.29 is 290.0 but 100 * 0.29 is 28.999999999999996.
        assertThat(SplitPlan.of(
                                sorted(ids(100)),
                                Plans.digits().fractions("0.29", "0.57").plan(),
                                1,
                                1)
                        .rows(Part.TEST))
                .isEqualTo(29);
        assertThat(SplitPlan.of(
                                sorted(ids(100)),
                                Plans.digits().fractions("0.29", "0.57").plan(),
                                1,
                                1)
                        .rows(Part.VALIDATION))
                .isEqualTo(57);
    }

    @Test
    void travelsAndStaysSmall() throws IOException, ClassNotFoundException {
        long[] ids = ids(20_000);
        SplitPlan split = SplitPlan.of(sorted(ids), Plans.digits().plan(), 3, 4);
        assertThat(Travel.bytes(split).length).isLessThan(5_000);
        SplitPlan read = Travel.there(split);
        for (long id : ids) {
            assertThat(read.place(id, Part.TRAIN)).isEqualTo(split.place(id, Part.TRAIN));
        }
    }

    @Test
    void refusesFoldsThatLeaveNoTrainingExample() {
        DataPlan folds = Plans.digits().fractions("0", "0.4").folds(2, 1).plan();
        assertThatThrownBy(() -> SplitPlan.of(sorted(ids(3)), folds, 1, 1))
                .isInstanceOf(UserException.class)
                .hasMessage("data.folds 2 and data.validation_fraction leave no training example: of 3 rows 2 are for"
                        + " the test and 1 for the validation");
    }

    @Test
    void refusesFoldsBesideATestPart() {
        DataPlan folds = Plans.digits().folds(5, 0).plan();
        assertThatThrownBy(() -> SplitPlan.of(sorted(ids(10)).and(Part.TEST, ids(3)), folds, 1, 1))
                .isInstanceOf(UserException.class)
                .hasMessage("data.folds makes its own test part, but data.path holds one: set data.folds to 0, or name"
                        + " the training files by data.images and data.labels");
    }

    /** By definition: sorted lists, cut. */
    private static Map<Long, Place> naive(long[] ids, DataPlan plan, long trainingSeed, int workers) {
        List<Long> ranked = ranked(LongStream.of(ids).boxed().toList(), plan.seed());
        int n = ids.length;
        int from = 0;
        int test = floor(n, plan.testFraction());
        if (plan.folds() > 0) {
            from = n * plan.fold() / plan.folds();
            test = n * (plan.fold() + 1) / plan.folds() - from;
        }
        int validation = floor(n, plan.validationFraction());
        Map<Part, List<Long>> parts = new HashMap<>();
        for (int i = 0; i < n; i++) {
            Part part = i < test ? Part.TEST : i < test + validation ? Part.VALIDATION : Part.TRAIN;
            parts.computeIfAbsent(part, p -> new ArrayList<>()).add(ranked.get((from + i) % n));
        }
        Map<Long, Place> places = new HashMap<>();
        parts.forEach((part, members) -> {
            List<Long> order = ranked(members, part == Part.TRAIN ? trainingSeed : plan.seed());
            for (int shard = 0; shard < workers; shard++) {
                int first = order.size() * shard / workers;
                for (long id : order.subList(first, order.size() * (shard + 1) / workers)) {
                    places.put(id, new Place(part, shard));
                }
            }
        });
        return places;
    }

    private static List<Long> ranked(List<Long> ids, long seed) {
        Comparator<Long> byHash = (a, b) -> Long.compareUnsigned(Hashing.hash(a, seed), Hashing.hash(b, seed));
        return ids.stream()
                .sorted(byHash.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int floor(int n, BigDecimal fraction) {
        return fraction.multiply(BigDecimal.valueOf(n))
                .setScale(0, RoundingMode.DOWN)
                .intValue();
    }

    private static SortedIds sorted(long[] ids) {
        return new SortedIds(ids);
    }

    private static long[] ids(int count) {
        SplitMix64 random = new SplitMix64(99);
        return LongStream.generate(random::nextLong).limit(count).toArray();
    }
}

package io.espalier.data;

import io.espalier.Hashing;
import io.espalier.UserException;
import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * To which part and shard each example belongs: a function of its id, the fractions and the seeds only.
 *
 * <p>The main part's n examples are ranked by {@link Hashing#hash hash}(id, data.seed), unsigned. The first floor(n
 * test_fraction) are the test part, the next floor(n validation_fraction) the validation part, the others are trained
 * on. With k folds, ranks [floor(n j/k), floor(n (j+1)/k)) are the test part of fold j, and the validation part
 * follows, after the last rank from the first on. Test and validation parts that are given as files are taken whole;
 * the main part then gives none of that part.
 *
 * <p>Training examples are ranked again, by hash(id, training.seed), and cut into W shards: shard w has ranks [floor(n
 * w/W), floor(n (w+1)/W)), so that sizes differ by at most 1. Test and validation parts are cut the same way by
 * hash(id, data.seed). Inside a shard, rows stand in the order of that hash.
 *
 * <p>Travels: it holds thresholds, a few numbers a shard, not ids. The hash is one-to-one (xxHash64 of 8 bytes under a
 * fixed seed), so different ids never tie. Immutable.
 */
public final class SplitPlan implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_DUPLICATES = 5;

    private final long dataSeed;
    private final long trainingSeed;
    private final int workers;
    /** Segments of the main part in data.seed order, and what each of them is; a training segment has shard -1. */
    private final Cuts mainCuts;

    private final List<Place> mainPlaces;
    private final Cuts trainCuts;
    /** Slices of given parts. */
    private final Map<Part, Cuts> givenCuts;
    /** First rank of each shard, and the number of examples at the end. */
    private final Map<Part, int[]> starts;

    /** Part and shard of an example; shards are numbered from 0. */
    public record Place(Part part, int shard) implements Serializable {}

    private SplitPlan(Builder builder) {
        dataSeed = builder.plan.seed();
        trainingSeed = builder.trainingSeed;
        workers = builder.workers;
        mainCuts = builder.mainCuts;
        mainPlaces = List.copyOf(builder.mainPlaces);
        trainCuts = builder.trainCuts;
        givenCuts = new EnumMap<>(builder.givenCuts);
        starts = new EnumMap<>(builder.starts);
    }

    /**
     * Makes the split. O(n log n); beside its arguments it holds two arrays of n longs at most.
     *
     * @param main ids of the examples at {@code data.path}, in any order
     * @param test ids of the given test part; empty: there is none
     * @param validation ids of the given validation part; empty: there is none
     * @param trainingSeed seed of the shards
     * @param workers W, at least 1
     * @throws UserException if an id stands twice in a part, or the fractions leave no training example
     */
    public static SplitPlan of(
            long[] main, long[] test, long[] validation, DataPlan plan, long trainingSeed, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("Workers must be at least 1: " + workers);
        }
        Builder builder = new Builder(plan, trainingSeed, workers);
        builder.given(Part.TEST, test);
        builder.given(Part.VALIDATION, validation);
        builder.main(main);
        return new SplitPlan(builder);
    }

    /**
     * Where an example belongs. O(log W).
     *
     * @param id of an example that the split was made from
     * @param givenAs which source it was read from: TRAIN for {@code data.path}, which also gives the cut-off parts
     */
    public Place place(long id, Part givenAs) {
        long hash = Hashing.hash(id, dataSeed);
        Cuts given = givenCuts.get(givenAs);
        if (given != null) {
            return new Place(givenAs, given.segment(hash));
        }
        if (givenAs != Part.TRAIN) {
            throw new IllegalArgumentException("No examples were given as " + givenAs);
        }
        Place place = mainPlaces.get(mainCuts.segment(hash));
        return place.part() == Part.TRAIN ? new Place(Part.TRAIN, trainingShard(id)) : place;
    }

    /** The shard of the training part in which an example stands if it is one of that part. O(log W). */
    public int trainingShard(long id) {
        return trainCuts.segment(Hashing.hash(id, trainingSeed));
    }

    /** Shards of every part: W. */
    public int workers() {
        return workers;
    }

    /** Rows of a shard. */
    public int rows(Part part, int shard) {
        int[] first = starts(part);
        return first[shard + 1] - first[shard];
    }

    /** Rows of all shards of a part. */
    public int rows(Part part) {
        return starts(part)[workers];
    }

    /** The hash by which rows stand in the shards of a part, ascending and unsigned. */
    public long hash(long id, Part part) {
        return Hashing.hash(id, part == Part.TRAIN ? trainingSeed : dataSeed);
    }

    private int[] starts(Part part) {
        int[] first = starts.get(part);
        if (first == null) {
            throw new IllegalStateException("No part " + part);
        }
        return first;
    }

    /** Sorts and cuts. */
    private static final class Builder {
        private final DataPlan plan;
        private final long trainingSeed;
        private final int workers;
        private final Map<Part, Cuts> givenCuts = new EnumMap<>(Part.class);
        private final Map<Part, int[]> starts = new EnumMap<>(Part.class);
        private final List<Place> mainPlaces = new ArrayList<>();
        private Cuts mainCuts = Cuts.of(new long[0], new int[] {0});
        private Cuts trainCuts = mainCuts;

        Builder(DataPlan plan, long trainingSeed, int workers) {
            this.plan = plan;
            this.trainingSeed = trainingSeed;
            this.workers = workers;
        }

        void given(Part part, long[] ids) {
            if (ids.length > 0) {
                int[] first = Cuts.equalParts(ids.length, workers);
                givenCuts.put(part, Cuts.of(sortedHashes(ids, plan.seed(), part), first));
                starts.put(part, first);
            }
        }

        void main(long[] ids) {
            long[] sorted = sortedHashes(ids, plan.seed(), Part.TRAIN);
            List<Segment> segments = segments(ids.length);
            int[] firsts = segments.stream().mapToInt(Segment::first).toArray();
            segments.forEach(segment -> mainPlaces.add(segment.place()));
            mainCuts = Cuts.of(sorted, firsts);
            cutTraining(ids, sorted);
        }

        /** The main part's ranks, cut into consecutive segments; evaluation parts are cut into their shards at once. */
        private List<Segment> segments(int n) {
            int testFirst = 0;
            int test = givenCuts.containsKey(Part.TEST) ? 0 : floor(n, plan.testFraction());
            if (plan.folds() > 0) {
                refuseGivenTest();
                testFirst = (int) ((long) n * plan.fold() / plan.folds());
                test = (int) ((long) n * (plan.fold() + 1) / plan.folds()) - testFirst;
            }
            int validation = givenCuts.containsKey(Part.VALIDATION) ? 0 : floor(n, plan.validationFraction());
            int training = n - test - validation;
            if (training < 1) {
                throw new UserException(
                        "data.folds " + plan.folds() + " and data.validation_fraction leave no training example: of "
                                + n + " rows " + test + " are for the test and " + validation + " for the validation");
            }
            int wrapped = Math.max(0, testFirst + test + validation - n);
            List<Segment> segments = new ArrayList<>();
            int[] testStarts = register(Part.TEST, test);
            int[] validationStarts = register(Part.VALIDATION, validation);
            add(segments, Part.VALIDATION, validationStarts, 0, wrapped, 0);
            addTraining(segments, wrapped, testFirst);
            add(segments, Part.TEST, testStarts, 0, test, testFirst);
            add(segments, Part.VALIDATION, validationStarts, wrapped, validation, testFirst + test - wrapped);
            addTraining(segments, testFirst + test + validation - wrapped, n);
            return segments;
        }

        private int[] register(Part part, int count) {
            int[] first = Cuts.equalParts(count, workers);
            starts.putIfAbsent(part, first);
            return first;
        }

        /**
         * Shards, or pieces of them, that lie in ranks [from, to) of a part whose rank r is the main part's rank r +
         * shift.
         */
        private void add(List<Segment> segments, Part part, int[] first, int from, int to, int shift) {
            for (int shard = 0; shard < workers; shard++) {
                int start = Math.max(from, first[shard]);
                if (start < Math.min(to, first[shard + 1])) {
                    segments.add(new Segment(start + shift, new Place(part, shard)));
                }
            }
        }

        private static void addTraining(List<Segment> segments, int from, int to) {
            if (from < to) {
                segments.add(new Segment(from, new Place(Part.TRAIN, -1)));
            }
        }

        private void cutTraining(long[] ids, long[] sorted) {
            // The sorted hashes are no longer needed: their array takes the training examples' hashes.
            int training = 0;
            for (long id : ids) {
                if (mainPlaces
                                .get(mainCuts.segment(Hashing.hash(id, plan.seed())))
                                .part()
                        == Part.TRAIN) {
                    sorted[training++] = Cuts.signed(Hashing.hash(id, trainingSeed));
                }
            }
            long[] hashes = Arrays.copyOf(sorted, training);
            Arrays.sort(hashes);
            int[] first = Cuts.equalParts(training, workers);
            trainCuts = Cuts.of(hashes, first);
            starts.put(Part.TRAIN, first);
        }

        /** A directory of IDX files may hold a test part that no key names. */
        private void refuseGivenTest() {
            if (givenCuts.containsKey(Part.TEST)) {
                throw new UserException("data.folds makes its own test part, but data.path holds one: set data.folds"
                        + " to 0, or name the training files by data.images and data.labels");
            }
        }

        private static int floor(int n, BigDecimal fraction) {
            return new BigDecimal(n)
                    .multiply(fraction)
                    .setScale(0, RoundingMode.FLOOR)
                    .intValueExact();
        }

        private static long[] sortedHashes(long[] ids, long seed, Part part) {
            long[] hashes = new long[ids.length];
            for (int i = 0; i < ids.length; i++) {
                hashes[i] = Cuts.signed(Hashing.hash(ids[i], seed));
            }
            Arrays.sort(hashes);
            for (int i = 1; i < hashes.length; i++) {
                if (hashes[i] == hashes[i - 1]) {
                    throw duplicates(ids, part);
                }
            }
            return hashes;
        }

        private static UserException duplicates(long[] ids, Part part) {
            long[] sorted = ids.clone();
            Arrays.sort(sorted);
            long[] repeated = IntStream.range(1, sorted.length)
                    .filter(i -> sorted[i] == sorted[i - 1])
                    .mapToLong(i -> sorted[i])
                    .distinct()
                    .toArray();
            String shown = String.join(
                    ", ",
                    Arrays.stream(repeated)
                            .limit(SHOWN_DUPLICATES)
                            .mapToObj(Long::toString)
                            .toList());
            String source =
                    switch (part) {
                        case TRAIN -> "data.path";
                        case VALIDATION -> "data.validation_path";
                        case TEST -> "data.test_path";
                    };
            return new UserException(repeated.length + (repeated.length == 1 ? " id stands" : " ids stand")
                    + " more than once in " + source + " (column data.id): "
                    + shown + (repeated.length > SHOWN_DUPLICATES ? ", ..." : ""));
        }
    }

    /**
     * A run of ranks that starts at {@code first} and ends where the next one starts.
     *
     * @param place what its examples are
     */
    private record Segment(int first, Place place) {}
}

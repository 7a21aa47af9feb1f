package io.espalier.data;

import io.espalier.Hashing;
import io.espalier.UserException;
import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
    private static final RankedIds.Membership ALL = id -> true;

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
     * Makes the split, from a few hashes for each shard.
     *
     * @param ids of the examples, which differ within each part; no examples of the test or validation part: none are given
     * @param trainingSeed seed of the shards
     * @param workers W, at least 1
     * @throws UserException if the fractions leave no training example
     */
    public static SplitPlan of(RankedIds ids, DataPlan plan, long trainingSeed, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("Workers must be at least 1: " + workers);
        }
        Builder builder = new Builder(ids, plan, trainingSeed, workers);
        builder.given(Part.TEST);
        builder.given(Part.VALIDATION);
        builder.main();
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

    /** The examples of the main part that are trained on. */
    private record Trained(long dataSeed, Cuts mainCuts, List<Place> mainPlaces) implements RankedIds.Membership {
        @Override
        public boolean has(long id) {
            return mainPlaces.get(mainCuts.segment(Hashing.hash(id, dataSeed))).part() == Part.TRAIN;
        }
    }

    /** Finds the hashes at which to cut. */
    private static final class Builder {
        private final RankedIds ids;
        private final DataPlan plan;
        private final long trainingSeed;
        private final int workers;
        private final Map<Part, Cuts> givenCuts = new EnumMap<>(Part.class);
        private final Map<Part, int[]> starts = new EnumMap<>(Part.class);
        private final List<Place> mainPlaces = new ArrayList<>();
        private Cuts mainCuts = Cuts.none();
        private Cuts trainCuts = Cuts.none();
        private int[] trainStarts = {};

        Builder(RankedIds ids, DataPlan plan, long trainingSeed, int workers) {
            this.ids = ids;
            this.plan = plan;
            this.trainingSeed = trainingSeed;
            this.workers = workers;
        }

        void given(Part part) {
            int count = ids.examples(part);
            if (count > 0) {
                int[] first = Cuts.equalParts(count, workers);
                givenCuts.put(part, Cuts.of(count, first, ranks -> ids.hashes(part, ALL, plan.seed(), ranks)));
                starts.put(part, first);
            }
        }

        void main() {
            int count = ids.examples(Part.TRAIN);
            List<Segment> segments = segments(count);
            int[] firsts = segments.stream().mapToInt(Segment::first).toArray();
            segments.forEach(segment -> mainPlaces.add(segment.place()));
            mainCuts = Cuts.of(count, firsts, ranks -> ids.hashes(Part.TRAIN, ALL, plan.seed(), ranks));
            cutTraining();
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
            trainStarts = register(Part.TRAIN, training);
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

        private void cutTraining() {
            RankedIds.Membership trained = new Trained(plan.seed(), mainCuts, List.copyOf(mainPlaces));
            trainCuts = Cuts.of(
                    trainStarts[workers], trainStarts, ranks -> ids.hashes(Part.TRAIN, trained, trainingSeed, ranks));
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
    }

    /**
     * A run of ranks that starts at {@code first} and ends where the next one starts.
     *
     * @param place what its examples are
     */
    private record Segment(int first, Place place) {}
}

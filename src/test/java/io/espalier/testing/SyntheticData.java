package io.espalier.testing;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.data.SplitPlan;
import io.espalier.network.Shape;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.Shard;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A small set that can be learned: three classes, eight features, row i of class i modulo 3.
 *
 * <p>Feature j of class c is cos(2 pi (c + 1) j / 8) plus normal noise of deviation 0.7 from (row), so that the classes overlap a
 * little. Cut into parts and shards as the plan says, by {@link SplitPlan}.
 */
public final class SyntheticData {
    /** Values of one example. */
    public static final int FEATURES = 8;

    /** Number of classes. */
    public static final int CLASSES = 3;

    private static final double NOISE = 0.7;
    private static final long FIRST_ID = 7001;

    private final DataSummary summary;
    private final Map<Part, List<Shard>> shards = new EnumMap<>(Part.class);

    private SyntheticData(TrainingPlan plan, int rows) {
        long[] ids = LongStream.range(FIRST_ID, FIRST_ID + rows).toArray();
        int workers = plan.training().workers();
        SplitPlan split =
                SplitPlan.of(new SortedIds(ids), plan.data(), plan.training().seed(), workers);
        for (Part part : Part.values()) {
            List<Shard> partShards = new ArrayList<>();
            for (int shard = 0; shard < workers; shard++) {
                partShards.add(shard(ids, split, new SplitPlan.Place(part, shard)));
            }
            shards.put(part, List.copyOf(partShards));
        }
        this.summary = new DataSummary(
                Shape.flat(FEATURES),
                List.of(),
                List.of("a", "b", "c"),
                split.rows(Part.TRAIN),
                split.rows(Part.VALIDATION),
                split.rows(Part.TEST),
                trainPerClass(),
                "synthetic",
                List.of());
    }

    /** The set with so many rows, for a plan. */
    public static SyntheticData of(TrainingPlan plan, int rows) {
        return new SyntheticData(plan, rows);
    }

    private static Shard shard(long[] ids, SplitPlan split, SplitPlan.Place place) {
        long[] own = LongStream.of(ids)
                .filter(id -> split.place(id, Part.TRAIN).equals(place))
                .boxed()
                .sorted(Comparator.comparing(id -> split.hash(id, place.part()), Long::compareUnsigned))
                .mapToLong(Long::longValue)
                .toArray();
        int[] labels = new int[own.length];
        float[][] features = new float[own.length][];
        for (int row = 0; row < own.length; row++) {
            labels[row] = label(own[row]);
            features[row] = features(own[row]);
        }
        return new ArrayShard(FEATURES, own, labels, features);
    }

    private static int label(long id) {
        return (int) ((id - FIRST_ID) % CLASSES);
    }

    private static float[] features(long id) {
        SplitMix64 random = Hashing.random(17, "synthetic", id);
        float[] features = new float[FEATURES];
        for (int j = 0; j < FEATURES; j++) {
            double centre = StrictMath.cos(2 * StrictMath.PI * (label(id) + 1) * j / FEATURES);
            features[j] = (float) (centre + NOISE * random.nextGaussian());
        }
        return features;
    }

    private List<Long> trainPerClass() {
        long[] counts = new long[CLASSES];
        for (Shard shard : shards.get(Part.TRAIN)) {
            for (int row = 0; row < shard.rows(); row++) {
                counts[shard.label(row)]++;
            }
        }
        return LongStream.of(counts).boxed().toList();
    }

    /** Counts and classes. */
    public DataSummary summary() {
        return summary;
    }

    /** Shards of every part, one a worker. */
    public Map<Part, List<Shard>> shards() {
        return shards;
    }
}

package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.Scaler;
import io.espalier.data.SplitPlan;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Gather;
import io.espalier.spark.task.PackPlan;
import io.espalier.spark.task.PackedSlice;
import io.espalier.spark.task.Scatter;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.SourceChangedException;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the packed pieces of a data set: each logical worker's shard, and the slices of the validation and test parts.
 *
 * <p>The source is read twice. The first reading gives ids and labels, from which the split is made: thresholds on hashes. The second sends
 * each row to its piece by one shuffle. The driver sees neither examples nor ids.
 */
final class Pieces {
    private final String run;
    private final int workers;
    private final TrainingPlan plan;
    private final SurveyedSource source;
    private final LocalDisks disks;
    private final SplitPlan split;
    private final Broadcast<PackPlan> packing;

    private Pieces(String run, TrainingPlan plan, SurveyedSource source, LocalDisks disks, ExecutorStorage storage) {
        this.run = run;
        this.workers = plan.training().workers();
        this.plan = plan;
        this.source = source;
        this.disks = disks;
        this.split = SplitPlan.of(source, plan.data(), plan.training().seed(), workers);
        requireAnExampleEach(split.rows(Part.TRAIN), workers);
        this.packing = storage.send(
                new PackPlan(split, source.labels(), source.format().shape().size()));
    }

    private static void requireAnExampleEach(int examples, int workers) {
        if (examples < workers) {
            throw new UserException(
                    "training.workers must be at most the number of training examples, " + examples + ": " + workers);
        }
    }

    /**
     * Reads the source once and makes the split.
     *
     * @param storage keeps the ids
     * @throws UserException if it can't be read or split as the plan says
     */
    static Pieces survey(String run, TrainingPlan plan, SparkSession session, ExecutorStorage storage) {
        LocalDisks disks = new LocalDisks(session.sparkContext());
        return FullDisk.named(
                disks::of,
                toStart("free space there"),
                () -> new Pieces(run, plan, new SurveyedSource(plan.data(), session, storage), disks, storage));
    }

    private static String toStart(String mend) {
        return mend + " and start again";
    }

    /** Packs all pieces. */
    PreparedData pack() {
        List<PackedSlice> packed = pack(wantedPieces(), Pieces::toStart);
        Scaler scaler = fit(packed);
        Map<Slice, String> locations = new LinkedHashMap<>();
        packed.forEach(piece -> locations.put(piece.slice(), piece.location()));
        return new PreparedData(summary(packed, scaler), scaler, locations, split);
    }

    /**
     * Packs some pieces again, wherever there is room, after the executors that had them were lost.
     *
     * @param remedy what a person can do, with what is to be mended first
     */
    Map<Slice, String> repack(Set<Slice> pieces, UnaryOperator<String> remedy) {
        Map<Slice, String> locations = new HashMap<>();
        pack(pieces, remedy).forEach(piece -> locations.put(piece.slice(), piece.location()));
        return locations;
    }

    private Set<Slice> wantedPieces() {
        Set<Slice> wanted = new LinkedHashSet<>();
        for (Part part : Part.values()) {
            for (int index = 0; index < workers; index++) {
                if (split.rows(part, index) > 0) {
                    wanted.add(new Slice(part, index));
                }
            }
        }
        return wanted;
    }

    private List<PackedSlice> pack(Set<Slice> wanted, UnaryOperator<String> remedy) {
        JavaRDD<PackedSlice> gathered = chunks(wanted)
                .partitionBy(new HashPartitioner(Part.values().length * workers))
                .mapPartitionsWithIndex(new Gather(run, packing), true);
        List<PackedSlice> packed = new ArrayList<>(FullDisk.named(
                disks::of,
                remedy.apply("free space there"),
                () -> ShuffleFiles.removedAfter(gathered.rdd(), () -> packed(gathered, remedy))));
        packed.sort(Comparator.comparingInt(piece -> piece.slice().partition(workers)));
        return packed;
    }

    private static List<PackedSlice> packed(JavaRDD<PackedSlice> gathered, UnaryOperator<String> remedy) {
        try {
            return gathered.collect();
        } catch (Exception e) {
            // Scala declares no exceptions.
            String words = FullDisk.words(e);
            if (SourceChangedException.isIn(words)) {
                throw new UserException(
                        "The data changed after it was read first; it must stay as it is until the run ends. Start again",
                        e);
            }
            Optional<String> mistake = OutsideCause.mistake(words);
            if (mistake.isPresent()) {
                throw new UserException(mistake.get() + "; " + remedy.apply("mend it"), e);
            }
            throw e;
        }
    }

    private JavaPairRDD<Integer, byte[]> chunks(Set<Slice> wanted) {
        return source.parts().stream()
                .map(part -> part.source()
                        .examples()
                        .zipPartitions(
                                part.ids(),
                                new Scatter(
                                        packing, part.givenAs(), part.survey().sequences(), wanted)))
                .reduce(JavaRDD::union)
                .orElseThrow()
                .mapToPair(chunk -> chunk);
    }

    private Scaler fit(List<PackedSlice> packed) {
        Scaler.Fit fit = new Scaler.Fit(source.format().shape().size());
        for (PackedSlice piece : packed) {
            if (piece.slice().part() == Part.TRAIN) {
                fit.merge(piece.fit());
            }
        }
        return fit.scaler(Scaler.resolve(plan.data().scaling(), plan.data().source()));
    }

    private DataSummary summary(List<PackedSlice> packed, Scaler scaler) {
        List<Long> perClass = new ArrayList<>();
        for (int label = 0; label < source.labels().classes().size(); label++) {
            int index = label;
            perClass.add(packed.stream()
                    .filter(piece -> piece.slice().part() == Part.TRAIN)
                    .mapToLong(piece -> piece.ofClass(index))
                    .sum());
        }
        return new DataSummary(
                source.format().shape(),
                source.format().featureNames(),
                source.labels().classes(),
                split.rows(Part.TRAIN),
                split.rows(Part.VALIDATION),
                split.rows(Part.TEST),
                perClass,
                source.fingerprint(),
                DataWarnings.of(
                        source.labels().classes(),
                        perClass,
                        source.format().featureNames(),
                        scaler,
                        source.repeated()));
    }
}

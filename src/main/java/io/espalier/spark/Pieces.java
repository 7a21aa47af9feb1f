package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.ExampleFormat;
import io.espalier.data.ExampleReader;
import io.espalier.data.Labels;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.data.Scaler;
import io.espalier.data.SplitPlan;
import io.espalier.run.DataPlan;
import io.espalier.run.DataSummary;
import io.espalier.run.Source;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.AddressTask;
import io.espalier.spark.task.ExecutorAddress;
import io.espalier.spark.task.Gather;
import io.espalier.spark.task.OpenReader;
import io.espalier.spark.task.PackPlan;
import io.espalier.spark.task.PackedSlice;
import io.espalier.spark.task.Scatter;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.Survey;
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
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the packed pieces of a data set: each logical worker's shard, and the slices of the validation and test parts.
 *
 * <p>The source is read twice. The first reading gives ids and labels, from which the driver makes the split: thresholds on hashes. The
 * second sends each row to its piece by one shuffle. The driver holds 8 bytes an example, never the examples.
 */
final class Pieces {
    private final String run;
    private final JavaSparkContext context;
    private final int workers;
    private final TrainingPlan plan;
    private final List<SourcePart> sources;
    private final ExampleFormat format;
    private final Labels labels;
    private final SplitPlan split;
    private final Broadcast<PackPlan> packing;
    private final String fingerprint;
    private final long repeated;

    /** One file or table of the source, and the part that it was given as. */
    private record SourcePart(Part givenAs, ExampleFormat format, JavaRDD<RawExample> examples) {}

    private Pieces(
            String run,
            TrainingPlan plan,
            List<SourcePart> sources,
            Labels labels,
            Identities identities,
            JavaSparkContext context) {
        this.run = run;
        this.context = context;
        this.workers = plan.training().workers();
        this.plan = plan;
        this.sources = sources;
        this.format = sources.get(0).format();
        this.labels = labels;
        this.split = SplitPlan.of(
                identities.ids(Part.TRAIN),
                identities.ids(Part.TEST),
                identities.ids(Part.VALIDATION),
                plan.data(),
                plan.training().seed(),
                workers);
        requireAnExampleEach(split.rows(Part.TRAIN), workers);
        this.packing =
                context.broadcast(new PackPlan(split, labels, format.shape().size(), identities.partitions()));
        this.fingerprint = identities.fingerprint(labels.classes());
        this.repeated = identities.repeated();
    }

    private static void requireAnExampleEach(int examples, int workers) {
        if (examples < workers) {
            throw new UserException(
                    "training.workers must be at most the number of training examples, " + examples + ": " + workers);
        }
    }

    /** Reads the source once and makes the split. */
    static Pieces survey(String run, TrainingPlan plan, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        List<SourcePart> sources = sources(plan.data(), session, context);
        Labels.Collector labels = new Labels.Collector();
        Identities identities = new Identities();
        for (SourcePart source : sources) {
            requireSameFormat(sources.get(0), source);
            List<Survey> surveys = survey(source, plan.data());
            for (Survey survey : surveys) {
                survey.mistake().ifPresent(mistake -> {
                    throw mistake;
                });
                labels.merge(survey.labels());
            }
            identities.add(source.givenAs(), surveys);
        }
        return new Pieces(run, plan, sources, classes(labels, identities.examples(), plan.data()), identities, context);
    }

    /** Labels stand in a column, or in files of their own. */
    private static Labels classes(Labels.Collector labels, long examples, DataPlan data) {
        if (!data.labelled()) {
            return Labels.none();
        }
        try {
            return labels.labels(examples);
        } catch (UserException e) {
            String place = data.path().or(data::labels).orElse("digits");
            boolean column = data.source() == Source.CSV || data.source() == Source.PARQUET;
            throw new UserException(
                    place + (column ? ", column \"" + data.label() + "\" (data.label)" : "") + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<Survey> survey(SourcePart source, DataPlan data) {
        try {
            return source.examples()
                    .mapPartitionsWithIndex(new Survey.Task(), true)
                    .collect();
        } catch (Exception e) {
            ParquetExamples.damage(data, source.givenAs(), e).ifPresent(mistake -> {
                throw mistake;
            });
            throw e;
        }
    }

    private static List<SourcePart> sources(DataPlan data, SparkSession session, JavaSparkContext context) {
        List<SourcePart> sources = new ArrayList<>();
        for (Part part : Part.values()) {
            if (data.source() == Source.PARQUET) {
                ParquetExamples.open(session, data, part)
                        .ifPresent(table -> sources.add(new SourcePart(part, table.format(), table.examples())));
            } else {
                Optional<ExampleReader> reader = Readers.of(data, part);
                reader.ifPresent(r -> sources.add(new SourcePart(
                        part, r.format(), context.parallelize(List.of(r), 1).flatMap(new OpenReader()))));
            }
        }
        return sources;
    }

    private static void requireSameFormat(SourcePart main, SourcePart other) {
        if (main.format().shape().size() != other.format().shape().size()) {
            throw new UserException("The " + other.givenAs().name().toLowerCase(java.util.Locale.ROOT) + " data has "
                    + other.format().shape().size() + " features, the training data "
                    + main.format().shape().size());
        }
    }

    /** Packs all pieces. */
    PreparedData pack() {
        List<PackedSlice> packed = pack(wantedPieces(), "free space there and start again");
        Scaler scaler = fit(packed);
        Map<Slice, String> locations = new LinkedHashMap<>();
        packed.forEach(piece -> locations.put(piece.slice(), piece.location()));
        return new PreparedData(summary(packed, scaler), scaler, locations, split);
    }

    /**
     * Packs some pieces again, wherever there is room, after the executors that had them were lost.
     *
     * @param remedy what a person can do where a disk is full
     */
    Map<Slice, String> repack(Set<Slice> pieces, String remedy) {
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

    private List<PackedSlice> pack(Set<Slice> wanted, String remedy) {
        JavaRDD<RawExample> all = sources.get(0).examples();
        for (SourcePart source : sources.subList(1, sources.size())) {
            all = all.union(source.examples());
        }
        JavaPairRDD<Integer, byte[]> chunks =
                all.mapPartitionsWithIndex(new Scatter(packing, wanted), false).mapToPair(chunk -> chunk);
        JavaRDD<PackedSlice> gathered = chunks.partitionBy(new HashPartitioner(Part.values().length * workers))
                .mapPartitionsWithIndex(new Gather(run, packing), true);
        List<PackedSlice> packed = new ArrayList<>(FullDisk.named(
                this::localFiles, remedy, () -> ShuffleFiles.removedAfter(gathered.rdd(), gathered::collect)));
        packed.sort(Comparator.comparingInt(piece -> piece.slice().partition(workers)));
        return packed;
    }

    /**
     * Where Spark keeps its files, and the packed data beside them, on the executor that a job failed on.
     *
     * @param words of the failure
     */
    String localFiles(String words) {
        Optional<OutsideCause.Place> place = OutsideCause.place(words);
        return place.isEmpty() || context.isLocal() ? ExecutorAddress.here().files() : localFiles(place.get());
    }

    private String localFiles(OutsideCause.Place place) {
        String unknown = "Spark's local files of " + place.name();
        try {
            return new EveryExecutor(context.sc())
                    .answers(new AddressTask()).stream()
                            .filter(address -> address.executor().equals(place.executor()))
                            .findFirst()
                            .map(ExecutorAddress::files)
                            .orElse(unknown);
        } catch (Exception e) {
            // It is asked in trouble: the failure that it is asked for counts. Scala declares no exceptions.
            return unknown;
        }
    }

    private Scaler fit(List<PackedSlice> packed) {
        Scaler.Fit fit = new Scaler.Fit(format.shape().size());
        for (PackedSlice piece : packed) {
            if (piece.slice().part() == Part.TRAIN) {
                fit.merge(piece.fit());
            }
        }
        return fit.scaler(Scaler.resolve(plan.data().scaling(), plan.data().source()));
    }

    private DataSummary summary(List<PackedSlice> packed, Scaler scaler) {
        List<Long> perClass = new ArrayList<>();
        for (int label = 0; label < labels.classes().size(); label++) {
            int index = label;
            perClass.add(packed.stream()
                    .filter(piece -> piece.slice().part() == Part.TRAIN)
                    .mapToLong(piece -> piece.ofClass(index))
                    .sum());
        }
        return new DataSummary(
                format.shape(),
                format.featureNames(),
                labels.classes(),
                split.rows(Part.TRAIN),
                split.rows(Part.VALIDATION),
                split.rows(Part.TEST),
                perClass,
                fingerprint,
                DataWarnings.of(labels.classes(), perClass, format.featureNames(), scaler, repeated));
    }
}

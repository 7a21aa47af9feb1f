package io.espalier.spark;

import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.PieceFailedException;
import io.espalier.spark.task.Slice;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Runs jobs with one task a piece of the data, each where its piece lies. Where an executor turns out not to have the piece (it was
 * lost, or the task was moved), the piece is packed again and the job repeated: results are functions of their arguments, so nothing
 * changes but the time.
 */
final class ShardJobs {
    private static final Logger LOG = LoggerFactory.getLogger(ShardJobs.class);
    private static final int ATTEMPTS = 4;

    private final JavaSparkContext context;
    private final Pieces pieces;
    private final Map<Slice, String> locations =
            new TreeMap<>(Comparator.comparing(Slice::part).thenComparingInt(Slice::index));

    ShardJobs(JavaSparkContext context, Pieces pieces, Map<Slice, String> locations) {
        this.context = context;
        this.pieces = pieces;
        this.locations.putAll(locations);
    }

    /** One value a piece of a part, in the order of the pieces. */
    <T extends Serializable> List<T> run(Part part, FlatMapFunction<java.util.Iterator<Slice>, Outcome<T>> task) {
        return run(of(part), task);
    }

    /** One value a given piece, in their order. */
    <T extends Serializable> List<T> run(
            List<Slice> slices, FlatMapFunction<java.util.Iterator<Slice>, Outcome<T>> task) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<T> values = new ArrayList<>();
            Set<Slice> missing = new HashSet<>();
            for (Outcome<T> outcome :
                    named(() -> rdd(slices).mapPartitions(task).collect())) {
                outcome.fold(values::add, missing::add);
            }
            if (missing.isEmpty()) {
                return values;
            }
            LOG.info("event=repack pieces={} attempt={}", missing, attempt);
            locations.putAll(pieces.repack(missing));
        }
        throw new IllegalStateException("Packed data got lost " + ATTEMPTS + " times in one job");
    }

    /** Gives the values to a writer, which writes them where they are made. Here a missing piece is a failure. */
    <T extends Serializable> void write(
            Part part, FlatMapFunction<java.util.Iterator<Slice>, Outcome<T>> task, Consumer<JavaRDD<T>> writer) {
        JavaRDD<T> values = rdd(of(part))
                .mapPartitions(task)
                .map(outcome -> outcome.fold(value -> value, slice -> {
                    throw new IllegalStateException("Packed data got lost: " + slice);
                }));
        named(() -> {
            writer.accept(values);
            return part;
        });
    }

    /**
     * The result of a job.
     *
     * @throws IllegalStateException if a task failed as often as Spark tries one; names the worker and the failure
     */
    private static <R> R named(Callable<R> job) {
        try {
            return job.call();
        } catch (Exception e) {
            // Scala declares no exceptions: Spark's own, which Java takes for a checked one, comes here too.
            String message = PieceFailedException.in(e)
                    .map(PieceFailedException::getMessage)
                    .orElseGet(() -> String.valueOf(e));
            throw new IllegalStateException(message, e);
        }
    }

    /** Pieces of a part that have rows, in order. */
    List<Slice> of(Part part) {
        return locations.keySet().stream().filter(slice -> slice.part() == part).toList();
    }

    private JavaRDD<Slice> rdd(List<Slice> slices) {
        List<Tuple2<Slice, Seq<String>>> placed = slices.stream()
                .map(slice -> new Tuple2<>(slice, seq(List.of(locations.get(slice)))))
                .toList();
        return context.sc()
                .makeRDD(seq(placed), ClassTag$.MODULE$.<Slice>apply(Slice.class))
                .toJavaRDD();
    }

    private static <E> Seq<E> seq(List<E> elements) {
        return JavaConverters.asScalaBuffer(elements).toSeq();
    }
}

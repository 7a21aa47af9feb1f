package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.spark.task.Placed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.storage.BlockManagerId;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/** Asks every executor of a cluster the same; of an embedded Spark the driver is the only one. */
final class EveryExecutor {
    /** How it shows: a task's class is not found, or, before that, Java can't resolve the lambda of Spark's that holds it. */
    private static final Pattern CLASSES_MISSING =
            Pattern.compile("ClassNotFoundException: io\\.espalier|cannot assign instance of \\S+SerializedLambda");

    private final JavaSparkContext context;

    EveryExecutor(SparkContext context) {
        this.context = JavaSparkContext.fromSparkContext(context);
    }

    /**
     * How many can be asked now; 0 in an embedded Spark. An executor that is only just starting does not count: Spark's status
     * tracker lists it earlier, when no question would reach it.
     */
    int count() {
        return executors().size();
    }

    /**
     * The answers, in order of the executors' ids.
     *
     * @param question runs once on every executor that is there now, on a number without meaning
     * @throws UserException if executors don't have the classes of this program
     */
    <T> List<T> answers(FlatMapFunction<Iterator<Integer>, T> question) {
        try {
            return onePartitionEach().mapPartitions(question).collect();
        } catch (Exception e) {
            // Scala declares no exceptions: Spark's own, which Java takes for a checked one, comes here too.
            if (e instanceof SparkException
                    && CLASSES_MISSING.matcher(String.valueOf(e.getMessage())).find()) {
                throw new UserException(
                        "Executors of master " + context.master() + " don't find Espalier under the driver's paths: "
                                + "start it with spark-submit, which carries it to them, or from a directory that they share",
                        e);
            }
            throw e;
        }
    }

    private JavaRDD<Integer> onePartitionEach() {
        List<BlockManagerId> executors = executors();
        if (executors.isEmpty()) {
            return context.parallelize(List.of(0), 1);
        }
        List<Tuple2<Integer, Seq<String>>> placed = new ArrayList<>();
        for (int i = 0; i < executors.size(); i++) {
            BlockManagerId executor = executors.get(i);
            placed.add(new Tuple2<>(i, scala(List.of(Placed.location(executor.host(), executor.executorId())))));
        }
        return context.sc()
                .makeRDD(scala(placed), ClassTag$.MODULE$.<Integer>apply(Integer.class))
                .toJavaRDD();
    }

    private List<BlockManagerId> executors() {
        return JavaConverters.seqAsJavaList(context.sc()
                        .env()
                        .blockManager()
                        .master()
                        .getMemoryStatus()
                        .keys()
                        .toSeq())
                .stream()
                .filter(executor -> !executor.isDriver())
                .sorted(Comparator.comparing(BlockManagerId::executorId))
                .toList();
    }

    private static <T> Seq<T> scala(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toSeq();
    }
}

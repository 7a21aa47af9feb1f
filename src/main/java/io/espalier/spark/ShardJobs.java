package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.spark.task.Missing;
import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.PieceFailedException;
import io.espalier.spark.task.PieceLostException;
import io.espalier.spark.task.PieceTask;
import io.espalier.spark.task.Placed;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.TaskFailure;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManagerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Runs jobs with one task a piece of the data, each where its piece lies. Where an executor turns out not to have the piece (it was
 * lost, or the task was moved), or not the state of its worker, these are made again and the task repeated: results are functions of
 * their arguments, so nothing changes but the time. A task that fails is repeated too, as {@link FailedAttempts} allows.
 */
final class ShardJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardJobs.class);
    /** Times that one piece or state is made again in one job. */
    private static final int RECOVERIES = 4;
    /** Largest value that travels inside of tasks. */
    private static final long MESSAGE_BYTES = 32L << 20;

    private final JavaSparkContext context;
    private final Pieces pieces;
    private final LocalDisks disks;
    private final RoundWatch watch;
    private final StateRecovery states;
    private final OutsideCause causes;
    private final ExecutorStorage storage;
    private final StandingTasks standing;
    private final TaskSlots slots;
    private final Map<Slice, String> locations =
            new TreeMap<>(Comparator.comparing(Slice::part).thenComparingInt(Slice::index));

    /** Makes the states of workers again. */
    @FunctionalInterface
    interface StateRecovery {
        void recover(Set<Missing> lost);
    }

    /**
     * Jobs of a run.
     *
     * @param causes of failures that are no bug of ours
     * @param locations where each piece lies
     * @param watch told of what was made again
     * @param states asked where an executor lacks the state of a worker
     * @param storage for what all tasks of a job need
     */
    ShardJobs(
            JavaSparkContext context,
            ExecutorStorage storage,
            Pieces pieces,
            OutsideCause causes,
            Map<Slice, String> locations,
            RoundWatch watch,
            StateRecovery states) {
        this.context = context;
        this.pieces = pieces;
        this.disks = new LocalDisks(context.sc());
        this.watch = watch;
        this.states = states;
        this.locations.putAll(locations);
        this.causes = causes;
        this.storage = storage;
        this.slots = new TaskSlots(context);
        this.standing = new StandingTasks(context);
    }

    /** One value a piece of a part, in the order of the pieces. */
    <T extends Serializable> List<T> run(Part part, PieceTask<T> task) {
        return run(of(part), task);
    }

    /**
     * One value a given piece, in their order.
     *
     * @throws TaskFailedException if a task failed too often
     */
    <T extends Serializable> List<T> run(List<Slice> slices, PieceTask<T> task) {
        Map<Slice, T> values = new HashMap<>();
        return repeat(setbacks -> {
            List<Slice> left =
                    slices.stream().filter(Predicate.not(values::containsKey)).toList();
            List<Outcome<T>> outcomes = standing.run(placed(left), task)
                    .orElseGet(() -> rdd(left).map(task).collect());
            for (int i = 0; i < left.size(); i++) {
                Slice slice = left.get(i);
                boolean settled =
                        outcomes.get(i).fold(value -> values.put(slice, value) == null, setbacks::add, setbacks::add);
                if (!settled) {
                    throw new IllegalStateException("Two outcomes of " + slice);
                }
            }
            return slices.stream()
                    .flatMap(slice -> Optional.ofNullable(values.get(slice)).stream())
                    .toList();
        });
    }

    /**
     * The value of a job, which is repeated until nothing is missing in it and no task failed.
     *
     * @throws TaskFailedException if a task failed too often
     */
    <T> T repeat(Function<Setbacks, T> job) {
        Setbacks setbacks = new Setbacks();
        while (true) {
            T value = FullDisk.named(disks::of, causes.remedy("free space there"), () -> job.apply(setbacks));
            if (setbacks.isEmpty()) {
                return value;
            }
            setbacks.recover();
        }
    }

    /** What kept a job from its value: noted by the job, made good before it is tried again. */
    final class Setbacks {
        private final FailedAttempts failures = new FailedAttempts(causes.afterwards(), attempts());
        private final Set<Missing> missing = new HashSet<>();
        private final Map<Missing, Integer> losses = new HashMap<>();
        private boolean failed;

        /** Notes what an executor lacks. */
        boolean add(Missing lost) {
            return missing.add(lost);
        }

        /**
         * Notes how a task failed.
         *
         * @throws TaskFailedException if that was too often
         * @throws UserException if to try again would not help
         */
        boolean add(TaskFailure failure) {
            causes.lasting(failure).ifPresent(cause -> {
                throw cause;
            });
            failed = true;
            watch.failed();
            try {
                return failures.add(failure);
            } catch (TaskFailedException e) {
                throw causes.passing(failure)
                        .<RuntimeException>map(cause -> cause)
                        .orElse(e);
            }
        }

        private boolean isEmpty() {
            return missing.isEmpty() && !failed;
        }

        /** Data first: states are made again from it. */
        private void recover() {
            missing.forEach(this::requireProgress);
            LOG.info("event=recover missing={}", missing);
            Set<Slice> data =
                    missing.stream().filter(Missing::isData).map(Missing::slice).collect(Collectors.toSet());
            if (!data.isEmpty()) {
                standing.dismiss();
                locations.putAll(pieces.repack(data, causes::remedy));
                watch.repacked(data.size());
            }
            Set<Missing> lost =
                    missing.stream().filter(Predicate.not(Missing::isData)).collect(Collectors.toSet());
            if (!lost.isEmpty()) {
                states.recover(lost);
            }
            missing.clear();
            failed = false;
        }

        /** Executors may die as often as they like, but what is made again must stay. */
        private void requireProgress(Missing lost) {
            int times = losses.merge(lost, 1, Integer::sum);
            if (times > RECOVERIES) {
                throw new IllegalStateException(lost + " got lost " + times + " times in one job");
            }
        }
    }

    /** Spark's own limit on the attempts of a task. */
    private int attempts() {
        return context.getConf().getInt("spark.task.maxFailures", SparkSettings.TASK_ATTEMPTS);
    }

    /**
     * Gives the values to a writer, which writes them where they are made. A failure is an exception here, which Spark tries again by its
     * own limit, and so is a missing piece: so all pieces are made sure of first, and again where one was lost meanwhile.
     *
     * @param presence finds out which pieces are missing
     * @param writer may be called again; writes anew then
     * @throws TaskFailedException if a task failed as often as Spark tries one
     */
    <P extends Serializable, T extends Serializable> void write(
            Part part, PieceTask<P> presence, PieceTask<T> task, Consumer<JavaRDD<T>> writer) {
        for (int losses = 1; ; losses++) {
            run(part, presence);
            try {
                write(part, task, writer);
                return;
            } catch (Exception e) {
                // Scala declares no exceptions: Spark's own, which Java takes for a checked one, comes here too.
                if (losses > RECOVERIES || !PieceLostException.isIn(e)) {
                    throw e;
                }
                LOG.info("event=write-again losses={}", losses, e);
            }
        }
    }

    private <T extends Serializable> void write(Part part, PieceTask<T> task, Consumer<JavaRDD<T>> writer) {
        JavaRDD<T> values = rdd(of(part))
                .map(task)
                .map(outcome -> outcome.fold(
                        value -> value,
                        missing -> {
                            throw new PieceLostException(missing.slice());
                        },
                        failure -> {
                            throw new PieceFailedException(failure);
                        }));
        try {
            writer.accept(values);
        } catch (Exception e) {
            PieceFailedException.in(e).ifPresent(failure -> {
                causes.lasting(failure).ifPresent(cause -> {
                    throw cause;
                });
                throw TaskFailedException.last(failure, attempts(), causes.afterwards());
            });
            throw e;
        }
    }

    /**
     * Gives a value to a job of which all tasks need it: inside of the tasks where they stand, else sent ahead of them.
     *
     * @param bytes of the value, about
     */
    <V extends Serializable, R> R sending(V value, long bytes, Function<Sent<V>, R> job) {
        return bytes <= MESSAGE_BYTES && standing.stand(slots())
                ? job.apply(Sent.inside(value))
                : storage.during(value, broadcast -> job.apply(Sent.ahead(broadcast)));
    }

    /** Slots that have a piece, of each executor that has any; empty where a piece has no executor. */
    private Map<String, Integer> slots() {
        Map<String, String> living = living();
        Map<String, Integer> pieces = new TreeMap<>();
        for (String location : locations.values()) {
            if (!living.containsKey(location)) {
                return Map.of();
            }
            pieces.merge(location, 1, Integer::sum);
        }
        pieces.replaceAll((location, count) -> Math.min(count, slots.of(Objects.requireNonNull(living.get(location)))));
        return pieces;
    }

    private List<Placed> placed(List<Slice> slices) {
        // As long as Spark itself waits for a place.
        long waitMillis = context.getConf().getTimeAsMs("spark.locality.wait", "3s");
        return slices.stream()
                .map(slice -> new Placed(slice, Objects.requireNonNull(locations.get(slice)), waitMillis))
                .toList();
    }

    /** Pieces of a part that have rows, in order. */
    List<Slice> of(Part part) {
        return locations.keySet().stream().filter(slice -> slice.part() == part).toList();
    }

    /**
     * The pieces as a data set, each where it lies. A piece whose executor is gone has no place: Spark would keep the others' tasks waiting
     * for it.
     */
    JavaRDD<Placed> rdd(List<Slice> slices) {
        standing.dismiss();
        Set<String> living = living().keySet();
        List<Tuple2<Placed, Seq<String>>> placed = placed(slices).stream()
                .map(piece -> new Tuple2<>(
                        piece, seq(living.contains(piece.location()) ? List.of(piece.location()) : List.of())))
                .toList();
        return context.sc()
                .makeRDD(seq(placed), ClassTag$.MODULE$.<Placed>apply(Placed.class))
                .toJavaRDD();
    }

    /** The executors that live, by their locations. */
    private Map<String, String> living() {
        return JavaConverters.setAsJavaSet(context.sc()
                        .env()
                        .blockManager()
                        .master()
                        .getMemoryStatus()
                        .keySet())
                .stream()
                .collect(Collectors.toMap(
                        executor -> Placed.location(executor.host(), executor.executorId()),
                        BlockManagerId::executorId));
    }

    /** Ends the tasks that stand. */
    @Override
    public void close() {
        standing.close();
    }

    private static <E> Seq<E> seq(List<E> elements) {
        return JavaConverters.asScalaBuffer(elements).toSeq();
    }
}

package io.espalier.spark.task;

import io.espalier.trainer.Contribution;
import io.espalier.trainer.Reduction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/** The reduce side of a sliced round: averages one slice, or brings the reports together. One result a partition. */
public final class SliceMean
        implements Function2<Integer, Iterator<Tuple2<Integer, Outcome<Serializable>>>, Iterator<SliceMean.Result>> {
    private static final long serialVersionUID = 1L;

    private final int slices;

    /** A reduction of so many slices; the partition after them holds the reports. */
    public SliceMean(int slices) {
        this.slices = slices;
    }

    /** What came out of a partition. */
    public static final class Result implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int partition;
        private final Reduction.Mean mean;
        private final List<Ran> runs;
        private final Set<Missing> missing;
        private final List<TaskFailure> failures;

        private Result(
                int partition, Reduction.Mean mean, List<Ran> runs, Set<Missing> missing, List<TaskFailure> failures) {
            this.partition = partition;
            this.mean = mean;
            this.runs = runs;
            this.missing = missing;
            this.failures = failures;
        }

        /** Which slice; the number of slices where it holds the reports. */
        public int partition() {
            return partition;
        }

        /** Average of the slice; of no use where something is missing. */
        public Reduction.Mean mean() {
            return mean;
        }

        /** How the workers ran, in their order. */
        public List<Ran> runs() {
            return runs;
        }

        /** What executors lacked. */
        public Set<Missing> missing() {
            return missing;
        }

        /** How workers failed. */
        public List<TaskFailure> failures() {
            return failures;
        }

        /** Whether all workers did their work. */
        public boolean isWhole() {
            return missing.isEmpty() && failures.isEmpty();
        }
    }

    @Override
    public Iterator<Result> call(Integer partition, Iterator<Tuple2<Integer, Outcome<Serializable>>> pieces) {
        List<Contribution> contributions = new ArrayList<>();
        List<Ran> runs = new ArrayList<>();
        Set<Missing> missing = new HashSet<>();
        List<TaskFailure> failures = new ArrayList<>();
        while (pieces.hasNext()) {
            pieces.next()
                    ._2()
                    .fold(
                            value -> value instanceof Ran ran ? runs.add(ran) : contributions.add((Contribution) value),
                            missing::add,
                            failures::add);
        }
        contributions.sort(Comparator.comparingInt(Contribution::worker));
        runs.sort(Comparator.comparingInt(ran -> ran.report().worker()));
        boolean averages = partition < slices && missing.isEmpty() && failures.isEmpty();
        Reduction.Mean mean =
                averages ? Reduction.mean(contributions) : new Reduction.Mean(new float[0], new float[0][]);
        return List.of(new Result(partition, mean, runs, missing, failures)).iterator();
    }

    /** Takes the one result of a partition, for a job that hands results over one by one. */
    public static scala.Function2<TaskContext, scala.collection.Iterator<Result>, Result> single() {
        return (scala.Function2<TaskContext, scala.collection.Iterator<Result>, Result> & Serializable)
                (context, results) -> results.next();
    }
}

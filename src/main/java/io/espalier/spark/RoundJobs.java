package io.espalier.spark;

import io.espalier.spark.task.Ran;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.SliceCut;
import io.espalier.spark.task.SliceMean;
import io.espalier.spark.task.SlicedTraining;
import io.espalier.spark.task.TrainTask;
import io.espalier.spark.task.Trained;
import io.espalier.trainer.Reduction;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.Partitioner;
import org.apache.spark.rdd.RDD;
import scala.Function2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Brings the workers' contributions of a round together: collected by the driver where they are small, else averaged slice by slice
 * where they land, so that the driver receives one network and not one a worker. Both give the same bits.
 */
final class RoundJobs {
    private final ShardJobs jobs;
    private final long collectLimit;

    /**
     * Jobs of rounds.
     *
     * @param collectLimit bytes of contributions that the driver collects at most
     */
    RoundJobs(ShardJobs jobs, long collectLimit) {
        this.jobs = jobs;
        this.collectLimit = collectLimit;
    }

    /** What a round gave: the average, and how each worker ran, in worker order. */
    record Round(Reduction.Mean mean, List<Ran> runs) {}

    /**
     * Gives a round's task to the job that is to run it.
     *
     * @param parameters values of the network
     * @param moments that are averaged
     */
    <R> R sending(RoundTask task, int workers, int parameters, int moments, Function<Sent<RoundTask>, R> job) {
        long bytes = (long) Float.BYTES * parameters * (1 + moments);
        return jobs.sending(task, collects(workers, parameters, moments) ? bytes : Long.MAX_VALUE, job);
    }

    /**
     * Runs a round.
     *
     * @param parameters values of the network
     * @param moments that are averaged
     */
    Round run(TrainTask task, int workers, int parameters, int moments) {
        return collects(workers, parameters, moments) ? collected(task) : sliced(task, parameters, moments);
    }

    private boolean collects(int workers, int parameters, int moments) {
        return (long) Float.BYTES * parameters * (1 + moments) * workers <= collectLimit;
    }

    private Round collected(TrainTask task) {
        List<Trained> trained = jobs.run(Part.TRAIN, task);
        return new Round(
                Reduction.mean(trained.stream().map(Trained::contribution).toList()),
                trained.stream().map(Trained::ran).toList());
    }

    private Round sliced(TrainTask task, int parameters, int moments) {
        SliceCut cut = new SliceCut(parameters);
        return jobs.repeat(setbacks -> {
            RDD<SliceMean.Result> results = jobs.rdd(jobs.of(Part.TRAIN))
                    .mapPartitionsToPair(new SlicedTraining(task, cut))
                    .partitionBy(new ByNumber(cut.slices() + 1))
                    .mapPartitionsWithIndex(new SliceMean(cut.slices()), true)
                    .rdd();
            Assembly assembly = new Assembly(cut, moments, setbacks);
            return ShuffleFiles.removedAfter(results, () -> {
                run(results, assembly);
                return assembly.round();
            });
        });
    }

    /** Each result is taken as it arrives, so that the driver holds no second copy of the network. */
    private static void run(RDD<SliceMean.Result> results, Assembly assembly) {
        List<Object> partitions = new ArrayList<>();
        for (int partition = 0; partition < results.getNumPartitions(); partition++) {
            partitions.add(partition);
        }
        Function2<Object, SliceMean.Result, BoxedUnit> taking = (partition, result) -> {
            assembly.add(result);
            return BoxedUnit.UNIT;
        };
        results.sparkContext()
                .runJob(
                        results,
                        SliceMean.single(),
                        JavaConverters.asScalaBuffer(partitions).toSeq(),
                        taking,
                        ClassTag$.MODULE$.<SliceMean.Result>apply(SliceMean.Result.class));
    }

    /** The driver's side of a sliced round; each slice is put where it belongs. Filled by one thread. */
    private static final class Assembly {
        private final SliceCut cut;
        private final float[] change;
        private final float[][] moments;
        private final ShardJobs.Setbacks setbacks;
        private List<Ran> runs = List.of();

        Assembly(SliceCut cut, int moments, ShardJobs.Setbacks setbacks) {
            this.cut = cut;
            this.setbacks = setbacks;
            this.change = new float[cut.length()];
            this.moments = new float[moments][cut.length()];
        }

        void add(SliceMean.Result result) {
            result.missing().forEach(setbacks::add);
            if (result.partition() == cut.slices()) {
                runs = result.runs();
                result.failures().forEach(setbacks::add);
            } else if (result.isWhole()) {
                int from = cut.from(result.partition());
                put(result.mean().change(), change, from);
                for (int m = 0; m < moments.length; m++) {
                    put(result.mean().moments()[m], moments[m], from);
                }
            }
        }

        private static void put(float[] slice, float[] whole, int from) {
            System.arraycopy(slice, 0, whole, from, slice.length);
        }

        Round round() {
            return new Round(new Reduction.Mean(change, moments), runs);
        }
    }

    /** Sends each piece to the partition that it names. */
    private static final class ByNumber extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        ByNumber(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }
    }
}

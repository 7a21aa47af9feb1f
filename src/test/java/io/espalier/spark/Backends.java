package io.espalier.spark;

import static io.espalier.Words.word;

import io.espalier.config.JobFile;
import io.espalier.data.ShardFile;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Admission;
import io.espalier.spark.task.ExecutorNode;
import io.espalier.trainer.LocalBackend;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.ScoreMemory;
import io.espalier.trainer.Shard;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Backends on one Spark inside this JVM, each for a run that writes its tables into one directory under its name.
 *
 * @param replicas of runs that name no others
 */
record Backends(LocalSpark spark, Path directory, ReplicaFactory replicas) {
    /** That everything comes to the driver. */
    static final DriverLimits NO_LIMITS = new DriverLimits(Long.MAX_VALUE, ScoreMemory.GATHERED_ROWS);

    private static final String DIGITS =
            """
            data: {source: digits}
            network: {kind: mlp, hidden: [16]}
            training: {workers: 3, batch: 32, budget: {steps: 24}, steps_per_round: 4, evaluations: 2}
            phases: [{baseline: 0.5}, {hybrid: 0.25}, {constrained: 0.25}]
            importance: {rounds: 1, full_data_fraction: 0}
            """;

    /** A short run of three workers on 1,259 training examples. */
    static TrainingPlan digits(String... sets) {
        return JobFile.parse(DIGITS, "job.yaml", List.of(sets));
    }

    SparkBackend open(String run, TrainingPlan plan) {
        return open(run, plan, replicas);
    }

    SparkBackend open(String run, TrainingPlan plan, ReplicaFactory others) {
        return open(JobOwner.resumable(run), plan, others);
    }

    SparkBackend open(JobOwner owner, TrainingPlan plan, ReplicaFactory others) {
        DriverLimits limits = DriverLimits.of(spark.session().sparkContext().getConf());
        return open(owner, plan, others, limits, tables(owner.id()));
    }

    /** Where the driver holds the scores of so many examples, at most. */
    SparkBackend openGathering(int rows, String run, TrainingPlan plan) {
        return open(run, plan, new DriverLimits(Long.MAX_VALUE, rows), tables(run));
    }

    /** With given limits of what comes to the driver, and tables that another run may have written. */
    SparkBackend open(String run, TrainingPlan plan, DriverLimits limits, RunTables tables) {
        return open(JobOwner.resumable(run), plan, replicas, limits, tables);
    }

    private SparkBackend open(
            JobOwner owner, TrainingPlan plan, ReplicaFactory others, DriverLimits limits, RunTables tables) {
        SparkRun run = new SparkRun(owner, plan, spark.session(), tables, System::currentTimeMillis);
        return SparkBackend.open(run, Admission.ANY, others, limits);
    }

    RunTables tables(String run) {
        return new RunTables(
                directory.resolve(run + "-scores"), directory.resolve(run + "-selection"), (table, data, pass) -> {});
    }

    Dataset<Row> read(Path table) {
        return spark.session().read().parquet(table.toString());
    }

    /** One thread on the shards of a backend. */
    LocalBackend local(String run, TrainingPlan plan, SparkBackend backend) {
        return new LocalBackend(plan, backend.data(), shards(run, plan, backend), replicas, System::nanoTime);
    }

    static Map<Part, List<Shard>> shards(String run, TrainingPlan plan, SparkBackend backend) {
        Map<Part, List<Shard>> shards = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            List<Shard> ofPart = new ArrayList<>();
            for (int index = 0; index < plan.training().workers(); index++) {
                ofPart.add(ShardFile.open(shardFile(run, part, index), backend.scaler()));
            }
            shards.put(part, ofPart);
        }
        return shards;
    }

    /** As if the executor were lost: what it had on disk, and what it held in memory. */
    static void loseShards(String run, TrainingPlan plan) {
        try {
            for (Part part : Part.values()) {
                for (int index = 0; index < plan.training().workers(); index++) {
                    boolean there = Files.deleteIfExists(shardFile(run, part, index));
                    if (part == Part.TRAIN && !there) {
                        throw new AssertionError("No shard " + index + " of " + run);
                    }
                    // Other parts that nobody asked for since the last loss have not been packed again.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ExecutorNode.release(run);
    }

    private static Path shardFile(String run, Part part, int index) {
        return files(run).resolve(word(part) + "-" + index + ".shard");
    }

    /** Where the executor of this JVM keeps what it has of a run. */
    static Path files(String run) {
        return SparkEnv.get()
                .blockManager()
                .diskBlockManager()
                .localDirs()[0]
                .toPath()
                .resolve("espalier-" + run);
    }
}

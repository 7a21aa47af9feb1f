package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.SplitMix64;
import io.espalier.run.SelectionLineage;
import io.espalier.run.SelectionLineage.ClassCount;
import io.espalier.run.SelectionLineage.StratumCount;
import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.hadoop.ParquetOutputCommitter;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreSelectionIT {
    private static final int ROWS = 60_000;
    private static final int KEPT = 18_000;
    private static final int CLASSES = 7;
    private static final AtomicInteger FAILED_TASKS = new AtomicInteger();

    @TempDir
    private Path directory;

    private record Example(long id, String label, double score) {}

    /** The first attempt of every fifth task fails when it has written all its rows, and counted them. */
    public static final class FailingCommitter extends ParquetOutputCommitter {
        public FailingCommitter(org.apache.hadoop.fs.Path output, TaskAttemptContext context) throws IOException {
            super(output, context);
        }

        /** Asked before Spark's driver allows the task to commit: an attempt that fails later ends the job. */
        @Override
        public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
            TaskContext task = TaskContext.get();
            if (task.partitionId() % 5 == 0 && task.attemptNumber() == 0) {
                FAILED_TASKS.incrementAndGet();
                throw new IOException("A task fails, as asked for");
            }
            return super.needsTaskCommit(context);
        }
    }

    /** A session that another test left open would be taken: Spark has one a JVM. */
    @BeforeEach
    void noSession() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }

    /** No two scores are equal. The last class has none but the lowest. */
    private static List<Example> examples() {
        SplitMix64 random = new SplitMix64(4);
        return IntStream.range(0, ROWS)
                .mapToObj(i -> {
                    int label = i % CLASSES;
                    double score = label == CLASSES - 1 ? random.nextDouble() - 1 : random.nextDouble();
                    return new Example(i * 3L - 1_000, "c" + label, score);
                })
                .toList();
    }

    @Test
    void coverageIsThatOfTheRowsThoughTasksFailWhenTheyHaveCountedThem() throws IOException {
        List<Example> examples = examples();
        Path scores = directory.resolve("scores");
        Path kept = directory.resolve("kept");
        List<String> warnings = new ArrayList<>();
        int before = FAILED_TASKS.get();

        SelectionLineage lineage;
        try (Cluster cluster = Cluster.start(
                SparkSettings.embedded("local[2]", "selection", Files.createDirectories(directory.resolve("local"))))) {
            SparkSession session = SparkSession.active();
            write(session, examples, scores);
            session.conf().set("spark.sql.files.maxPartitionBytes", "32k");
            session.conf().set("spark.sql.parquet.output.committer.class", FailingCommitter.class.getName());
            lineage = Espalier.select(request(scores), kept, cluster, warnings::add);
        }

        assertThat(FAILED_TASKS.get() - before).as("failed tasks").isGreaterThan(5);
        assertThat(lineage.classes()).isEqualTo(classes(examples));
        assertThat(lineage.strata()).hasSize(10).isEqualTo(strata(examples, lineage.strata()));
        assertThat(warnings).contains("no example is kept of 1 classes: c6");
        assertThat(written(kept, "classes")).isEqualTo(json(lineage.classes()));
        assertThat(written(kept, "strata")).isEqualTo(json(lineage.strata()));
    }

    private static SelectionRequest request(Path scores) {
        return new SelectionRequest(
                scores.toString(),
                Optional.empty(),
                new SelectionPlan(SelectionMethod.TOP, BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("0.3"), 3));
    }

    private static void write(SparkSession session, List<Example> examples, Path scores) {
        List<Row> rows = examples.stream()
                .map(each -> RowFactory.create(each.id(), each.label(), each.score()))
                .toList();
        session.createDataFrame(
                        rows,
                        new StructType()
                                .add("example_id", DataTypes.LongType)
                                .add("label", DataTypes.StringType)
                                .add("el2n", DataTypes.DoubleType))
                .repartition(20)
                .write()
                .parquet(scores.toString());
    }

    private static List<ClassCount> classes(List<Example> examples) {
        return IntStream.range(0, CLASSES)
                .mapToObj(label -> "c" + label)
                .map(label -> new ClassCount(
                        label,
                        count(examples, each -> each.label().equals(label)),
                        count(kept(examples), each -> each.label().equals(label))))
                .toList();
    }

    /** In the ranges of the strata, which are of equal width from the lowest to the highest score. */
    private static List<StratumCount> strata(List<Example> examples, List<StratumCount> ranges) {
        double lowest = examples.stream().mapToDouble(Example::score).min().orElseThrow();
        double highest = examples.stream().mapToDouble(Example::score).max().orElseThrow();
        List<StratumCount> strata = new ArrayList<>();
        for (StratumCount range : ranges) {
            int place = strata.size();
            assertThat(range.from()).isCloseTo(lowest + place * (highest - lowest) / 10, within());
            assertThat(range.to()).isCloseTo(lowest + (place + 1) * (highest - lowest) / 10, within());
            Predicate<Example> inside = each -> each.score() >= range.from()
                    && (each.score() < range.to() || place == 9 && each.score() == range.to());
            strata.add(
                    new StratumCount(range.from(), range.to(), count(examples, inside), count(kept(examples), inside)));
        }
        return strata;
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-12);
    }

    private static List<Example> kept(List<Example> examples) {
        return examples.stream()
                .sorted(Comparator.comparingDouble(Example::score).reversed())
                .limit(KEPT)
                .toList();
    }

    private static long count(List<Example> examples, Predicate<Example> which) {
        return examples.stream().filter(which).count();
    }

    private static JsonNode json(Object value) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        return mapper.readTree(mapper.writeValueAsString(value));
    }

    private static JsonNode written(Path kept, String field) throws IOException {
        return new ObjectMapper()
                .readTree(kept.resolve("_lineage.json").toFile())
                .path(field);
    }
}

package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.config.JobFile;
import io.espalier.data.ExampleFormat;
import io.espalier.data.ExampleIds;
import io.espalier.data.RankedIds.Membership;
import io.espalier.data.RawExample;
import io.espalier.network.Shape;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.RepeatedIds;
import io.espalier.testing.SortedIds;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that stay on executors, against ids in memory. */
class SurveyedPartIT {
    private static final int ROWS = 20_000;
    /** More than are looked at one by one. */
    private static final int MANY = 300_000;

    private static final AtomicInteger FAILED_TASKS = new AtomicInteger();

    private static LocalSpark spark;
    private static JavaSparkContext context;
    private static ExecutorStorage storage;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        spark = new LocalSpark(2);
        context = JavaSparkContext.fromSparkContext(spark.session().sparkContext());
        storage = new ExecutorStorage(context);
    }

    @AfterAll
    static void stop() {
        storage.close();
        assertThat(context.getPersistentRDDs()).as("what is kept after the end").isEmpty();
        spark.close();
    }

    /** Contents that stand once, twice and hundreds of times, near each other and far apart. */
    private static int content(int row) {
        return row % 3 == 0 ? row % 31 : row % 3 == 1 ? row : row % 9_001;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 200})
    void repeatedContentsAreNumberedInTheOrderOfTheRows(int partitions) {
        SurveyedPart part = unkeyed(ROWS, partitions);
        List<Long> contents = IntStream.range(0, ROWS)
                .mapToObj(row -> ExampleIds.contentHash(features(content(row)), "a"))
                .toList();

        assertThat(ids(part)).isEqualTo(numbered(contents)).doesNotHaveDuplicates();
        assertThat(part.repeated())
                .isEqualTo(ROWS - contents.stream().distinct().count());
    }

    /** By definition, one after the other. */
    private static List<Long> numbered(List<Long> contents) {
        Map<Long, Long> seen = new HashMap<>();
        return contents.stream()
                .map(content -> ExampleIds.id(content, seen.merge(content, 1L, Long::sum) - 1))
                .toList();
    }

    @Test
    void contentsThatStandOnceHaveTheFirstIdEach() {
        SurveyedPart part = identified(examples(100, 3, row -> row, false));

        assertThat(ids(part))
                .isEqualTo(IntStream.range(0, 100)
                        .mapToObj(row -> ExampleIds.id(ExampleIds.contentHash(features(row), "a"), 0))
                        .toList());
        assertThat(part.repeated()).isZero();
    }

    @Test
    void idsThatAreLostAreMadeAgain() {
        SurveyedPart part = unkeyed(ROWS, 7);
        List<Long> ids = ids(part);

        context.getPersistentRDDs().values().forEach(rdd -> rdd.unpersist(true));

        assertThat(ids(part)).isEqualTo(ids);
    }

    @Test
    void tasksThatFailChangeNothing() {
        int before = FAILED_TASKS.get();
        JavaRDD<RawExample> failing = examples(ROWS, 40, SurveyedPartIT::content, false)
                .mapPartitions(rows -> {
                    List<RawExample> all = new ArrayList<>();
                    rows.forEachRemaining(all::add);
                    TaskContext task = TaskContext.get();
                    if (task.partitionId() % 5 == 0 && task.attemptNumber() == 0) {
                        FAILED_TASKS.incrementAndGet();
                        throw new IllegalStateException("A task fails, as asked for");
                    }
                    return all.iterator();
                });
        SurveyedPart part = identified(failing);

        assertThat(ids(part)).isEqualTo(ids(unkeyed(ROWS, 40)));
        assertThat(FAILED_TASKS.get() - before).as("failed tasks").isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void hashesAtRanksAreThoseOfASort(int partitions) {
        SurveyedPart part = identified(examples(MANY, partitions, row -> row * 7 - MANY, true));
        SortedIds sorted = new SortedIds(
                IntStream.range(0, MANY).mapToLong(row -> row * 7 - MANY).toArray());
        int[] ranks = {0, 1, MANY / 3, MANY / 3 + 1, MANY - 1};
        Membership half = id -> id % 2 == 0;
        int[] ranksOfHalf = {0, MANY / 4, MANY / 2 - 1};

        assertThat(part.hashes(id -> true, 5, ranks)).isEqualTo(sorted.hashes(Part.TRAIN, id -> true, 5, ranks));
        assertThat(part.hashes(half, 6, ranksOfHalf)).isEqualTo(sorted.hashes(Part.TRAIN, half, 6, ranksOfHalf));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6 << 20})
    void bucketsTellPartitionsWhatStandsBefore(long count) {
        JavaRDD<Integer> rows = context.parallelize(List.of(7, 5, 7, 1, /**/ 7, 2, 2, 5, /**/ 3, 8, 7, 9), 3);
        BucketedIds<Integer> ids = new BucketedIds<>(rows, (row, taken) -> taken.accept(row), count);

        RepeatedIds repeated = ids.repeated();
        assertThat(repeated).isEqualTo(new RepeatedIds(3, 5, List.of(2L, 5L, 7L)));
        assertThat(repeated.words(" in x")).isEqualTo("3 ids stand more than once in x: 2, 5, 7");

        Map<Integer, Map<Long, Long>> numbers = new TreeMap<>();
        ids.numbersOfRepeated().collect().forEach(entry -> {
            for (int i = 0; i < entry._2().length; i += 2) {
                numbers.computeIfAbsent(entry._1(), partition -> new TreeMap<>())
                        .put(entry._2()[i], entry._2()[i + 1]);
            }
        });
        assertThat(numbers)
                .isEqualTo(Map.of(0, Map.of(7L, 0L, 5L, 0L), 1, Map.of(7L, 2L, 2L, 0L, 5L, 1L), 2, Map.of(7L, 3L)));
    }

    @Test
    void keysThatStandTwiceAreNamed() {
        SurveyedPart part = new SurveyedPart(source(examples(50, 4, row -> row / 2 * 2, true)), storage);

        assertThatThrownBy(() -> part.identify("data.test_path"))
                .isInstanceOf(UserException.class)
                .hasMessage("25 ids stand more than once in data.test_path (column data.id), the first 0, 2, 4");
    }

    @Test
    void sourceThatChangesBetweenItsReadingsIsRefused() throws IOException {
        Path file = directory.resolve("data.csv");
        List<String> rows = new ArrayList<>(rows(300));
        Collections.swap(rows, 3, 7);
        List<String> changed = List.of(
                csv(rows),
                csv(rows(301)),
                csv(rows(299)),
                csv(rows(300)).replace("1007,b", "7,b"),
                csv(rows(300)).replace("1007,b", "1007,a"));
        for (String id : List.of("", ", id: x")) {
            Files.writeString(file, csv(rows(300)));
            Pieces pieces = pieces(file, id);
            for (String now : changed) {
                Files.writeString(file, now);
                assertThatThrownBy(pieces::pack)
                        .isInstanceOf(UserException.class)
                        .hasMessage("The data changed after it was read first; it must stay as it is until the run"
                                + " ends. Start again");
            }
        }
    }

    /** Also where the ids of the first reading were lost meanwhile. */
    @Test
    void changedSourceIsRefusedWhenItIsAllThatIsLeft() throws IOException {
        Path file = Files.writeString(directory.resolve("data.csv"), csv(rows(300)));
        Pieces pieces = pieces(file, "");
        context.getPersistentRDDs().values().forEach(rdd -> rdd.unpersist(true));
        Files.writeString(file, csv(rows(300)).replace("1007,b", "7,b"));

        assertThatThrownBy(pieces::pack).hasMessageStartingWith("The data changed after it was read first");
    }

    @Test
    void mistakeOfTheSecondReadingIsSaidAsItIs() throws IOException {
        Path file = Files.writeString(directory.resolve("data.csv"), csv(rows(300)));
        Pieces pieces = pieces(file, "");
        Files.delete(file);

        assertThatThrownBy(pieces::pack)
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString())
                .hasMessageEndingWith("; mend it and start again");
    }

    private static Pieces pieces(Path file, String id) {
        TrainingPlan plan = JobFile.parse(
                "data: {source: csv, path: '" + file + "', label: label, features: [y]" + id
                        + "}\nnetwork: {kind: mlp, hidden: [8]}\n",
                "job.yaml",
                List.of());
        return Pieces.survey("changed", plan, spark.session(), storage);
    }

    private static List<String> rows(int count) {
        return IntStream.range(1000, 1000 + count)
                .mapToObj(row -> row + "," + row + (row % 2 == 0 ? ",a" : ",b"))
                .toList();
    }

    private static String csv(List<String> rows) {
        return "x,y,label\n" + String.join("\n", rows) + "\n";
    }

    private static List<Long> ids(SurveyedPart part) {
        List<Long> ids = new ArrayList<>();
        part.ids().collect().forEach(chunk -> chunk.forEachIdentity(ids::add));
        return ids;
    }

    private static SurveyedPart unkeyed(int rows, int partitions) {
        return identified(examples(rows, partitions, SurveyedPartIT::content, false));
    }

    private static SurveyedPart identified(JavaRDD<RawExample> examples) {
        SurveyedPart part = new SurveyedPart(source(examples), storage);
        part.identify("data.path");
        return part;
    }

    private static SourcePart source(JavaRDD<RawExample> examples) {
        return new SourcePart(Part.TRAIN, new ExampleFormat(Shape.flat(1), List.of("x")), examples);
    }

    /** Row numbers in their order, each as an example with that number's key or feature. */
    private static JavaRDD<RawExample> examples(int rows, int partitions, Numbers numbers, boolean keyed) {
        List<Integer> all = IntStream.range(0, rows).boxed().toList();
        return context.parallelize(all, partitions).map(row -> {
            int number = numbers.of(row);
            return new RawExample(features(number), "a", keyed, keyed ? number : 0, "row " + row);
        });
    }

    private static float[] features(int number) {
        return new float[] {number};
    }

    /** Key or content of a row. */
    @FunctionalInterface
    private interface Numbers extends Serializable {
        int of(int row);
    }
}

package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.config.JobFile;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.run.DataPlan;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The job files that come with the project train by compiled steps. */
class ShippedJobsIT {
    private static final Path JOBS = Path.of("jobs");

    static Stream<Path> jobs() throws IOException {
        try (Stream<Path> files = Files.list(JOBS)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(jobs()).contains(JOBS.resolve("digits.yaml"), JOBS.resolve("mnist-resnet.yaml"));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void networkIsCompiled(Path job) throws IOException {
        TrainingPlan plan = JobFile.read(job, List.of());
        Network network = PlannedNetwork.of(plan, summary(plan.data())).network();

        assertThat(CompiledReplicaFactory.refusal(network)).isEmpty();
    }

    /** Shape and classes of a data set, without reading what has to be fetched first. */
    private static DataSummary summary(DataPlan data) throws IOException {
        return switch (data.source()) {
            case DIGITS -> summary(new Shape(1, 8, 8), 10);
            case IDX -> summary(new Shape(1, 28, 28), 10);
            case CSV -> table(data);
            case PARQUET -> throw new IllegalArgumentException("No job that is shipped reads Parquet: " + data);
        };
    }

    private static DataSummary table(DataPlan data) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(data.path().orElseThrow()));
        List<String> columns = List.of(lines.get(0).split(","));
        int label = columns.indexOf(data.label());
        long classes = lines.stream()
                .skip(1)
                .map(line -> line.split(",")[label])
                .distinct()
                .count();
        return summary(Shape.flat(data.features().size()), Math.toIntExact(classes));
    }

    private static DataSummary summary(Shape shape, int classes) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(String::valueOf).toList();
        return new DataSummary(shape, List.of(), names, 1, 1, 1, List.of(), "", List.of());
    }
}

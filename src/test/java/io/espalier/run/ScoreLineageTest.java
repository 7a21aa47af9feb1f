package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.ScoreMethod;
import io.espalier.network.Shape;
import io.espalier.run.ScoreLineage.Column;
import io.espalier.run.ScoreLineage.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreLineageTest {
    private static final DataSummary DATA = new DataSummary(
            Shape.flat(64), List.of(), List.of("a", "b"), 100, 10, 20, List.of(50L, 50L), "1f", List.of());

    private final PlanBuilder job = new PlanBuilder();

    @Test
    void aTableFitsTheJobThatItWasComputedFor() {
        ScoreLineage table = table(ScoreLineage.keysOf(job.build(), Proxy.Kind.SNAPSHOTS));

        assertThat(table.differences(job.build(), DATA)).isEmpty();
    }

    @Test
    void randomScoresAreThoseOfOneSeed() {
        ScoreLineage table = table(ScoreLineage.keysOf(job.build(), Proxy.Kind.SNAPSHOTS));
        job.seed = 2;

        assertThat(table.differences(job.build(), DATA)).isEmpty();
        job.method = ScoreMethod.RANDOM;
        assertThat(table.differences(job.build(), DATA)).containsExactly("importance.seed 1, here 2");
    }

    @Test
    void aTableThatDoesNotSayItsSeedIsNotHeldToOne() {
        Map<String, String> older = new LinkedHashMap<>(ScoreLineage.keysOf(job.build(), Proxy.Kind.SNAPSHOTS));
        older.remove("importance.seed");
        job.seed = 2;
        job.method = ScoreMethod.RANDOM;

        assertThat(table(older).differences(job.build(), DATA)).isEmpty();
    }

    private ScoreLineage table(Map<String, String> keys) {
        return new ScoreLineage(
                ScoreLineage.SCHEMA_VERSION,
                List.of(Column.of(ScoreMethod.EL2N), Column.of(ScoreMethod.RANDOM)),
                "1f",
                100,
                "run",
                "0",
                keys,
                Proxy.snapshots(job.build(), 5),
                256,
                1,
                Map.of(),
                0);
    }
}

package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.RunRecord.Status;
import io.espalier.testing.Plans;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProvenancesTest {
    private static final Provenance PROVENANCE = new Provenance(
            "1.0", "local[2,4]", List.of("b:2", "d:4"), Map.of("java", "17"), "00ff", "2026-11-22T14:30:00Z", 3);

    private static RunRecord record(Provenance provenance) {
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "digits-1",
                Plans.digits(),
                provenance,
                Optional.empty(),
                List.of(),
                new Outcome(Status.RUNNING, ""),
                Optional.empty());
    }

    @Test
    void executorsThatJoinedLaterStandOnceInOrder() {
        RunRecord record = record(PROVENANCE);

        assertThat(Provenances.joined(record, List.of("c:3", "a:1", "b:2")))
                .isEqualTo(record(new Provenance(
                        "1.0",
                        "local[2,4]",
                        List.of("a:1", "b:2", "c:3", "d:4"),
                        Map.of("java", "17"),
                        "00ff",
                        "2026-11-22T14:30:00Z",
                        3)));
    }

    @Test
    void beforeSparkIsStartedOnlyMasterAndTimeAreKnown() {
        assertThat(Provenances.before(Plans.digits("master='local[3]'"), Instant.parse("2026-11-22T14:30:00Z")))
                .isEqualTo(new Provenance(
                        Espalier.version(), "local[3]", List.of(), Map.of(), "", "2026-11-22T14:30:00Z", 0));
    }

    @Test
    void otherKernelsThanARunBeganWithAreTold() {
        assertThat(Provenances.otherKernels(record(PROVENANCE), "00fe"))
                .hasValue(
                        "The run began with other kernels (00ff) than it goes on with (00fe): its results will not have"
                                + " the bits of a run without a break");
        assertThat(Provenances.otherKernels(record(PROVENANCE), "00ff")).isEmpty();
    }

    /** One that was stopped before it had asked its executors. */
    @Test
    void aRunThatHasNoKernelsYetGoesOnWithAny() {
        RunRecord fresh = record(Provenances.before(Plans.digits(), Instant.EPOCH));

        assertThat(Provenances.otherKernels(fresh, "00fe")).isEmpty();
    }
}

package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.config.JobFile;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Missing;
import io.espalier.spark.task.Slice;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs in which executors lack what they had. */
class ShardJobsIT {
    private static final TrainingPlan PLAN =
            JobFile.parse("data: {source: digits}\nnetwork: {kind: mlp, hidden: [16]}", "job.yaml", List.of());

    private static LocalSpark spark;

    private final Set<Missing> madeAgain = new HashSet<>();
    private final AtomicInteger attempts = new AtomicInteger();

    @BeforeAll
    static void startSpark() {
        spark = new LocalSpark(1);
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    /** Each executor that dies in a long job takes something else with it. */
    @Test
    void jobOutlivesAnyNumberOfLosses() {
        int losses = 20;
        int value = jobs().repeat(setbacks -> {
            int attempt = attempts.incrementAndGet();
            if (attempt <= losses) {
                setbacks.add(stateOf(attempt));
            }
            return attempt;
        });
        assertThat(value).isEqualTo(losses + 1);
        assertThat(madeAgain).hasSize(losses);
    }

    @Test
    void stateThatIsLostAgainAndAgainEndsTheJob() {
        assertThatThrownBy(() -> jobs().repeat(setbacks -> setbacks.add(stateOf(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(stateOf(1) + " got lost 5 times in one job");
    }

    private static Missing stateOf(int worker) {
        return new Missing(new Slice(Part.TRAIN, worker), 1);
    }

    private ShardJobs jobs() {
        return new ShardJobs(
                JavaSparkContext.fromSparkContext(spark.session().sparkContext()),
                Pieces.survey("run", PLAN, spark.session()),
                "run",
                Map.of(),
                new RoundWatch(),
                madeAgain::addAll);
    }
}

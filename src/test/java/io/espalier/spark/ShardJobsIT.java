package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.config.JobFile;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Missing;
import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.PieceTask;
import io.espalier.spark.task.Placed;
import io.espalier.spark.task.Slice;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManagerId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

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

    /** Spark would wait for the lost one, spark.locality.wait, before it gives any other piece of the job to another executor. */
    @Test
    void pieceOfALostExecutorHasNoPlace() {
        BlockManagerId here =
                spark.session().sparkContext().env().blockManager().blockManagerId();
        String living = Placed.location(here.host(), here.executorId());
        Slice lost = new Slice(Part.TRAIN, 0);
        Slice kept = new Slice(Part.TRAIN, 1);
        RDD<Placed> pieces = jobs(Map.of(lost, Placed.location("nowhere", "7"), kept, living))
                .rdd(List.of(lost, kept))
                .rdd();

        assertThat(places(pieces, 0)).isEmpty();
        assertThat(places(pieces, 1)).containsExactly(living);
    }

    /** An executor can go between the look for the pieces and the work on them. */
    @Test
    void writingIsRepeatedWhereAPieceGetsLostMeanwhile() {
        LOOKS.set(0);
        List<Integer> written = new ArrayList<>();
        ShardJobs jobs = jobs(Map.of(new Slice(Part.TRAIN, 0), "executor_nowhere_7"));
        jobs.write(Part.TRAIN, present(), lostAtFirstLook(), values -> {
            written.clear();
            written.addAll(values.collect());
        });
        assertThat(written).containsExactly(2);
    }

    @Test
    void writingEndsWhereAPieceGetsLostAgainAndAgain() {
        ShardJobs jobs = jobs(Map.of(new Slice(Part.TRAIN, 0), "executor_nowhere_7"));
        LOOKS.set(-100);
        assertThatThrownBy(() -> jobs.write(Part.TRAIN, present(), lostAtFirstLook(), JavaRDD::collect))
                .hasMessageContaining("Packed data got lost: " + new Slice(Part.TRAIN, 0));
        assertThat(LOOKS).hasValue(-95);
    }

    /** Tasks are sent as copies, in this JVM. */
    private static final AtomicInteger LOOKS = new AtomicInteger();

    private static PieceTask<Integer> present() {
        return piece -> Outcome.done(LOOKS.incrementAndGet());
    }

    private static PieceTask<Integer> lostAtFirstLook() {
        return piece -> LOOKS.get() < 2 ? Outcome.missing(new Missing(piece.slice(), -1)) : Outcome.done(LOOKS.get());
    }

    private static List<String> places(RDD<Placed> pieces, int partition) {
        return JavaConverters.seqAsJavaList(pieces.preferredLocations(pieces.partitions()[partition]));
    }

    private static Missing stateOf(int worker) {
        return new Missing(new Slice(Part.TRAIN, worker), 1);
    }

    private ShardJobs jobs() {
        return jobs(Map.of());
    }

    private ShardJobs jobs(Map<Slice, String> locations) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(spark.session().sparkContext());
        ExecutorStorage storage = new ExecutorStorage(context);
        return new ShardJobs(
                context,
                storage,
                Pieces.survey("run", PLAN, spark.session(), storage),
                new OutsideCause(context.sc(), () -> "start again"),
                locations,
                new RoundWatch(),
                madeAgain::addAll);
    }
}

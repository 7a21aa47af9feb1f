package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.testing.Plans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that goes on from a state equals one that was never interrupted. */
class ResumeTest {
    private static final String EVERY_ROUND = "checkpoint.every_rounds=1";
    /** 57 steps or so in a dozen rounds. */
    private static final String SHORTER = "training.budget={epochs: 4}";

    private static final String UP_AND_DOWN =
            "constraint.schedule={kind: stages," + " stages: [[0, 0.5], [0.3, 1], [0.6, 0.25]]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training.seed=1",
                UP_AND_DOWN,
                "network.activation=sigmoid",
                "constraint.ranking=global",
                "constraint.units=l2",
                "training.budget={steps: 50}",
                "training.workers=3",
                "phases=[{baseline: 0.2}, {hybrid: 0.3}, {baseline: 0.2}, {hybrid: 0.3}]",
                "phases=[{constrained: 1}]",
                "importance.dynamic={kind: infobatch, until: 0.7}",
                "importance.dynamic={kind: selective_backprop, until: 1}",
                "importance.dynamic={kind: random_each_epoch}",
                "importance.method=aum",
                "importance={method: forgetting, also: [el2n, aum]}"
            })
    void trainingGoesOnFromEveryRoundWithTheSameBits(String key) {
        MemoryRun whole = MemoryRun.trained(EVERY_ROUND, SHORTER, key);
        String expected = whole.sha256();
        assertThat(whole.saved).hasSize(whole.rounds.size());
        for (TrainerState state : whole.saved) {
            MemoryRun resumed = new MemoryRun(Plans.of(EVERY_ROUND, SHORTER, key));
            resumed.resume(whole, state);
            assertThat(resumed.sha256()).as("after round %d", state.round()).isEqualTo(expected);
            assertThat(withoutSeconds(resumed.rounds))
                    .as("after round %d", state.round())
                    .isEqualTo(withoutSeconds(whole.rounds.subList(state.round(), whole.rounds.size())));
            assertThat(resumed.end().history().examples())
                    .isEqualTo(whole.end().history().examples());
            assertThat(resumed.end().history().flops())
                    .isEqualTo(whole.end().history().flops());
            assertThat(resumed.end().history().bytesUp())
                    .isEqualTo(whole.end().history().bytesUp());
            assertThat(resumed.end().history().phases())
                    .hasSameSizeAs(whole.end().history().phases());
        }
    }

    private static List<RoundRecord> withoutSeconds(List<RoundRecord> rounds) {
        return rounds.stream()
                .map(r -> new RoundRecord(
                        r.phase(),
                        r.round(),
                        r.step(),
                        r.progress(),
                        r.examples(),
                        r.loss(),
                        r.quality(),
                        r.qualityDense(),
                        r.parameters(),
                        r.flops(),
                        r.bytesUp(),
                        r.bytesDown(),
                        r.intensity(),
                        r.keptUnits(),
                        r.unitsChanged(),
                        r.keptExamples(),
                        r.epochExamples(),
                        Map.of(),
                        r.incidents()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 13})
    void requestToStopIsAnsweredAfterTheRoundWithACheckpoint(int rounds) {
        MemoryRun whole = MemoryRun.trained();
        MemoryRun stopped = new MemoryRun(Plans.of());
        stopped.stopAfter = rounds;
        TrainerState state = stopped.train();
        assertThat(state.round()).isEqualTo(rounds);
        assertThat(stopped.rounds).hasSize(rounds);
        assertThat(stopped.trainer().finished(state)).isFalse();
        assertThat(stopped.saved.get(stopped.saved.size() - 1)).isSameAs(state);

        MemoryRun resumed = new MemoryRun(Plans.of());
        resumed.resume(stopped, state);
        assertThat(resumed.sha256()).isEqualTo(whole.sha256());
    }

    @Test
    void requestToStopInTheLastRoundEndsTheRunAsUsual() {
        MemoryRun whole = MemoryRun.trained();
        MemoryRun stopped = new MemoryRun(Plans.of());
        stopped.stopAfter = whole.rounds.size();
        TrainerState end = stopped.train();
        assertThat(stopped.trainer().finished(end)).isTrue();
        assertThat(stopped.sha256()).isEqualTo(whole.sha256());
        assertThat(stopped.saved).hasSameSizeAs(whole.saved);
    }

    @Test
    void finishedRunIsNotTrainedOn() {
        MemoryRun whole = MemoryRun.trained();
        MemoryRun again = new MemoryRun(Plans.of());
        again.resume(whole, whole.end());
        assertThat(again.tasks).isEmpty();
        assertThat(again.saved).isEmpty();
        assertThat(again.sha256()).isEqualTo(whole.sha256());
    }

    @Test
    void secondsGoOnFromTheCheckpoint() {
        MemoryRun whole = MemoryRun.trained(EVERY_ROUND);
        TrainerState middle = whole.saved.get(9);
        MemoryRun resumed = new MemoryRun(Plans.of(EVERY_ROUND));
        resumed.resume(whole, middle);
        for (String cause : middle.history().seconds().keySet()) {
            double before = middle.history().seconds().get(cause);
            double rounds = resumed.rounds.stream()
                    .mapToDouble(round -> round.seconds().getOrDefault(cause, 0.0))
                    .sum();
            assertThat(resumed.end().history().seconds().get(cause)).as(cause).isCloseTo(before + rounds, within(1e-9));
        }
    }

    @Test
    void timeThatARunStoodStillIsNotItsTime() {
        MemoryRun stopped = new MemoryRun(Plans.of(SHORTER));
        stopped.stopAfter = 4;
        stopped.train();
        MemoryRun resumed = new MemoryRun(Plans.of(SHORTER));
        resumed.stoodStillSeconds = 1000;
        resumed.resume(stopped, stopped.end());
        FinalRecord results = resumed.finish().results();
        assertThat(results.secondsByCause().get("stopped")).isEqualTo(1000);
        assertThat(results.seconds())
                .isCloseTo(resumed.ledger.orElseThrow().runSeconds(), within(1e-9))
                .isLessThan(1);
        assertThat(resumed.phasesEnded)
                .allSatisfy(phase -> assertThat(phase.seconds()).isBetween(0.0, 1.0));
    }

    @Test
    void stateIsNeverWrittenAgain() {
        MemoryRun run = new MemoryRun(Plans.of(EVERY_ROUND, UP_AND_DOWN));
        List<Integer> hashes = new ArrayList<>();
        for (int rounds = 1; rounds < 12; rounds++) {
            run.stopAfter = rounds;
            run.train(rounds == 1 ? run.fresh() : run.end());
            hashes.add(hash(run.end()));
        }
        run.stopAfter = Integer.MAX_VALUE;
        List<TrainerState> states = List.copyOf(run.saved);
        run.train(run.end());
        for (TrainerState state : states) {
            assertThat(hash(state)).as("after round %d", state.round()).isEqualTo(hashes.get(state.round() - 1));
        }
    }

    private static int hash(TrainerState state) {
        ModelState model = state.structure().model();
        int hash = Arrays.hashCode(model.parameters()) * 31 + Arrays.deepHashCode(model.moments());
        for (List<double[]> scores : state.structure().unitScores()) {
            hash = 31 * hash + scores.stream().mapToInt(Arrays::hashCode).sum();
        }
        return 31 * hash
                + state.scoring().snapshots().stream()
                        .mapToInt(Arrays::hashCode)
                        .sum();
    }

    @Test
    void sameRunGivesTheSameBits() {
        MemoryRun one = MemoryRun.trained();
        MemoryRun two = MemoryRun.trained();
        assertThat(two.sha256()).isEqualTo(one.sha256());
        assertThat(two.rounds).isEqualTo(one.rounds);
    }

    @Test
    void seedOfTheRunChangesTheBits() {
        assertThat(MemoryRun.trained("training.seed=2").sha256())
                .isNotEqualTo(MemoryRun.trained().sha256());
    }
}

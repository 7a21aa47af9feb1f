package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Outer;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.RoundRecord;
import io.espalier.testing.Plans;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs with every way of averaging. */
class AveragingModesTest {
    private static final String EVERY_ROUND = "checkpoint.every_rounds=1";
    private static final String SHORTER = "training.budget={epochs: 3}";
    private static final String UP_AND_DOWN =
            "constraint.schedule={kind: stages," + " stages: [[0, 0.5], [0.3, 1], [0.6, 0.25]]}";
    private static final String SGD = "training.updater={kind: sgd, learning_rate: 0.05}";

    static Stream<Arguments> innersAndWires() {
        return Stream.of(Inner.values())
                .flatMap(inner -> Stream.of(Wire.values()).map(wire -> Arguments.of(inner, wire)));
    }

    @ParameterizedTest
    @MethodSource("innersAndWires")
    void interruptedRunEndsWithTheBitsOfAnUndisturbedOne(Inner inner, Wire wire) {
        assertResumable(key(inner), key(wire), UP_AND_DOWN);
    }

    @ParameterizedTest
    @EnumSource(Outer.class)
    void outerStepsMomentumGoesOnAfterAnInterruption(Outer outer) {
        assertResumable(key(outer), key(Inner.KEEP), UP_AND_DOWN);
        assertResumable(key(outer), key(Inner.RESET), "averaging.final_steps_per_round=12");
    }

    private static void assertResumable(String... keys) {
        String[] all = with(keys, EVERY_ROUND, SHORTER);
        MemoryRun whole = MemoryRun.trained(all);
        String expected = whole.sha256();
        assertThat(whole.saved).hasSameSizeAs(whole.rounds).hasSizeGreaterThan(5);
        for (TrainerState state : whole.saved) {
            MemoryRun resumed = new MemoryRun(Plans.of(all));
            resumed.resume(whole, state);
            assertThat(resumed.sha256()).as("after round %d", state.round()).isEqualTo(expected);
        }
    }

    /** Only a run whose workers keep something needs their states. */
    @ParameterizedTest
    @MethodSource("innersAndWires")
    void lostStatesAreNotTakenForZeros(Inner inner, Wire wire) {
        String[] keys = {key(inner), key(wire), EVERY_ROUND, SHORTER, "phases=[{baseline: 1}]"};
        MemoryRun whole = MemoryRun.trained(keys);
        MemoryRun elsewhere = new MemoryRun(Plans.of(keys));
        TrainerState state = whole.saved.get(2);
        if (inner == Inner.KEEP || wire == Wire.INT8) {
            assertThatThrownBy(() -> elsewhere.train(state))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The workers' states after round 3 are lost");
        } else {
            elsewhere.train(state);
            assertThat(elsewhere.sha256()).isEqualTo(whole.sha256());
        }
    }

    @ParameterizedTest
    @MethodSource("innersAndWires")
    void bytesOfTheRecordAreThoseOfTheArrays(Inner inner, Wire wire) {
        MemoryRun run = MemoryRun.trained(key(inner), key(wire), SHORTER);
        for (int i = 0; i < run.rounds.size(); i++) {
            long values = run.tasks.get(i).model().parameters().length;
            // Adam's two moments travel where they are averaged, always as float32.
            long moments = inner == Inner.AVERAGE ? 2 * 4 * values : 0;
            long change =
                    switch (wire) {
                        case FLOAT32 -> 4 * values;
                        case FLOAT16 -> 2 * values;
                            // One scale: the network has fewer than 4,096 values.
                        case INT8 -> values + 4;
                    };
            RoundRecord round = run.rounds.get(i);
            assertThat(round.bytesUp()).isEqualTo(2 * (change + moments));
            assertThat(round.bytesDown()).isEqualTo(2 * (4 * values + moments));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Inner.class,
            names = {"KEEP", "RESET"})
    void withoutMomentsItIsAllTheSame(Inner inner) {
        String expected = MemoryRun.trained(SGD, SHORTER).sha256();
        assertThat(MemoryRun.trained(SGD, SHORTER, key(inner)).sha256()).isEqualTo(expected);
    }

    @Test
    void withMomentsItIsNot() {
        List<String> hashes = Stream.of(Inner.values())
                .map(inner -> MemoryRun.trained(SHORTER, key(inner)).sha256())
                .toList();
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void oneWorkersKeptMomentsAreItsAveragedOnes() {
        String one = "training.workers=1";
        String expected = MemoryRun.trained(one, UP_AND_DOWN, SHORTER).sha256();
        assertThat(MemoryRun.trained(one, UP_AND_DOWN, SHORTER, key(Inner.KEEP)).sha256())
                .isEqualTo(expected);
    }

    @Test
    void slowMomentumOfRateOneWithoutMomentumIsTheAverage() {
        String expected = MemoryRun.trained(SHORTER, UP_AND_DOWN).sha256();
        assertThat(MemoryRun.trained(
                                SHORTER,
                                UP_AND_DOWN,
                                "averaging.outer=slowmo",
                                "averaging.outer_learning_rate=1",
                                "averaging.outer_momentum=0")
                        .sha256())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("innersAndWires")
    void networkLearns(Inner inner, Wire wire) {
        // Chance is a third.
        assertThat(MemoryRun.trained(key(inner), key(wire)).finish().results().testQuality())
                .isGreaterThan(0.8);
    }

    @ParameterizedTest
    @EnumSource(Outer.class)
    void networkLearnsWithEveryOuterStep(Outer outer) {
        assertThat(MemoryRun.trained(key(outer)).finish().results().testQuality())
                .isGreaterThan(0.8);
    }

    private static String key(Outer outer) {
        return "averaging.outer=" + outer.name().toLowerCase(Locale.ROOT);
    }

    private static String key(Inner inner) {
        return "averaging.inner=" + inner.name().toLowerCase(Locale.ROOT);
    }

    private static String key(Wire wire) {
        return "averaging.wire=" + wire.name().toLowerCase(Locale.ROOT);
    }

    private static String[] with(String[] keys, String... more) {
        String[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return all;
    }
}

package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.UserException;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.Scores;
import io.espalier.run.RoundRecord;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import io.espalier.testing.SyntheticData;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose epochs pass over examples, or that collect scores while they train, in memory. */
class DynamicRunTest {
    /** 420 training examples, 14 steps an epoch on all of them. */
    private static final String DENSE = "phases=[{baseline: 1}]";

    private static MemoryRun infoBatch(String... sets) {
        String[] all = new String[sets.length + 1];
        System.arraycopy(sets, 0, all, 0, sets.length);
        all[sets.length] = "importance.dynamic={kind: infobatch, until: 0.8}";
        return MemoryRun.trained(all);
    }

    @Test
    void epochsThatPassOverExamplesAreShorterAndTheRunWithThem() {
        MemoryRun whole = MemoryRun.trained(DENSE);
        MemoryRun dynamic = infoBatch(DENSE);
        long presented = dynamic.end().history().examples();
        // A whole first and 2 whole last of 10 epochs, in between at least a half and less than all.
        assertThat(presented)
                .isLessThan((long) (0.85 * whole.end().history().examples()))
                .isGreaterThan(420 * (3 + 7 / 2));
        assertThat(dynamic.end().position().epochs()).isEqualTo(10);
    }

    @Test
    void roundsHaveTheLengthThatTheWorkersReportedBefore() {
        MemoryRun run = infoBatch();
        double reported = 1;
        boolean shorter = false;
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            boolean skips = !run.tasks.get(i).presentations().noted().isEmpty();
            long expected = skips ? Math.round(round.keptExamples() * reported) : round.keptExamples();
            assertThat(round.epochExamples()).as("round %d", i + 1).isEqualTo(expected);
            reported = run.outcomes.get(i).presentedFraction();
            shorter |= round.epochExamples() < round.keptExamples();
        }
        assertThat(shorter).isTrue();
    }

    @Test
    void nothingIsPassedOverAtTheEnd() {
        MemoryRun run = infoBatch(DENSE);
        for (int i = 0; i < run.rounds.size(); i++) {
            boolean skips = run.tasks.get(i).presentations().dynamic().usesLosses();
            assertThat(skips).isEqualTo(i == 0 || run.rounds.get(i - 1).progress() < 0.8);
            if (!skips) {
                assertThat(run.outcomes.get(i).presentedFraction()).isEqualTo(1);
                assertThat(run.tasks.get(i).presentations()).isEqualTo(Presentations.PLAIN);
            }
        }
        assertThat(run.tasks.get(run.tasks.size() - 1).presentations().dynamic().usesLosses())
                .isFalse();
    }

    @Test
    void easyExamplesThatArePresentedWeighForThoseThatAreNot() {
        WatchedReplica.Witness witness = new WatchedReplica.Witness();
        MemoryRun run = new MemoryRun(
                Plans.of(DENSE, "importance.dynamic={kind: infobatch, until: 1}", "training.workers=1"),
                MemoryRun.ROWS,
                witness.factory());
        run.train();
        List<Float> weights = witness.weights.stream().flatMap(List::stream).toList();
        assertThat(new HashSet<>(weights)).containsExactlyInAnyOrder(1f, 2f);
        // An epoch's weights sum to the number of its examples in the mean: 10 epochs or a little more of 420.
        double sum = weights.stream().mapToDouble(Float::doubleValue).sum();
        double epochs =
                run.end().cursors().get(0).epoch() + run.end().cursors().get(0).position() / 420.0;
        assertThat(sum / (420 * epochs)).isCloseTo(1, within(0.05));
    }

    @Test
    void weightsOfTheSelectionAreFactorsOfTheLossBesideThoseOfTheEpoch() {
        for (String kind : List.of("none", "infobatch")) {
            WatchedReplica.Witness witness = new WatchedReplica.Witness();
            MemoryRun run = new MemoryRun(
                    Plans.of(
                            "importance={selection: weighted, kept: 0.3, full_data_fraction: 0, dynamic: {kind: " + kind
                                    + ", until: 1}}",
                            "training.workers=1"),
                    MemoryRun.ROWS,
                    witness.factory());
            run.train();
            List<Float> last = witness.weights.get(witness.weights.size() - 1);
            assertThat(last)
                    .as(kind)
                    .anyMatch(weight -> weight > 1 && weight != 2)
                    .allMatch(weight -> weight >= 1);
            // 126 kept examples stand for about 420.
            double weight =
                    run.outcomes.get(run.outcomes.size() - 1).reports().get(0).weight();
            assertThat(run.outcomes
                            .get(run.outcomes.size() - 1)
                            .reports()
                            .get(0)
                            .keptRows())
                    .isEqualTo(126);
            assertThat(weight).isBetween(300.0, 560.0);
        }
    }

    @Test
    void examplesThatTheSelectionDropsStayDropped() {
        MemoryRun run = infoBatch("importance.full_data_fraction=0");
        List<Long> kept = run.local.writtenSelection();
        for (int i = 0; i < run.rounds.size(); i++) {
            if (run.rounds.get(i).phase().equals("constrained")) {
                assertThat(kept).containsAll(run.presented.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"random_each_epoch", "selective_backprop"})
    void otherChoicesShortenEpochsToo(String kind) {
        MemoryRun run = MemoryRun.trained(DENSE, "importance.dynamic={kind: " + kind + ", until: 1}");
        assertThat(run.end().history().examples()).isBetween(420L * 4, 420L * 7);
    }

    @Test
    void lossInTheRecordCountsEveryPresentedExampleOnce() {
        // With a rate of 0 the loss of an example never changes.
        MemoryRun run = infoBatch(DENSE, "training.updater={kind: sgd, learning_rate: 1e-30}");
        Map<Long, Double> losses = losses(run);
        for (int i = 0; i < run.rounds.size(); i++) {
            double mean = run.presented.get(i).stream()
                    .mapToDouble(losses::get)
                    .average()
                    .orElseThrow();
            assertThat(run.rounds.get(i).loss()).as("round %d", i + 1).isCloseTo(mean, within(1e-6));
        }
    }

    /** Loss of every training example with the weights that the run begins with. */
    private static Map<Long, Double> losses(MemoryRun run) {
        Map<Long, Double> losses = new HashMap<>();
        margins(run).forEach((id, outputs) -> losses.put(id, outputs.loss));
        return losses;
    }

    /** What the initial network says of an example. */
    private record Said(double loss, double margin) {}

    private static Map<Long, Said> margins(MemoryRun run) {
        ReferenceReplica replica =
                new ReferenceReplica(run.network, run.plan.training().updater(), 1);
        replica.load(run.fresh().structure().model().parameters(), new float[0][], 0);
        Map<Long, Said> said = new HashMap<>();
        for (Shard shard : run.data.shards().get(Part.TRAIN)) {
            Batch batch = new Batch(1, shard.featureCount());
            float[] outputs = new float[SyntheticData.CLASSES];
            for (int row = 0; row < shard.rows(); row++) {
                shard.read(new int[] {row}, 1, batch);
                replica.outputs(batch, outputs);
                int label = shard.label(row);
                said.put(
                        shard.id(row),
                        new Said(
                                Scores.loss(outputs, 0, SyntheticData.CLASSES, label),
                                Scores.margin(outputs, 0, SyntheticData.CLASSES, label)));
            }
        }
        return said;
    }

    @Test
    void aumOfANetworkThatDoesNotLearnIsTheMarginAndItsNegativeTheImportance() {
        MemoryRun run = MemoryRun.trained(
                "importance.method=aum", "training.updater={kind: sgd, learning_rate: 1e-30}", "constraint.units=l2");
        Map<Long, Said> said = margins(run);
        var scores = run.local.scores();
        assertThat(scores.size()).isEqualTo(420);
        for (int row = 0; row < scores.size(); row++) {
            assertThat(scores.score(row)).isCloseTo(said.get(scores.id(row)).margin, within(1e-6));
        }
        assertThat(run.scoredSnapshots).containsExactly(List.of());
        assertThat(run.warnings).isEmpty();
    }

    @Test
    void forgettingIsThatOfThePresentationsOfTheLeadingBaseline() {
        MemoryRun run =
                MemoryRun.trained("importance.method=forgetting", "phases=[{baseline: 0.5}, {constrained: 0.5}]");
        assertThat(ScoreMethod.FORGETTING.collectedDuringTraining()).isTrue();
        var scores = run.local.scores();
        Map<Long, Integer> presentations = new HashMap<>();
        for (int i = 0; i < run.rounds.size() && run.rounds.get(i).phase().equals("baseline"); i++) {
            run.presented.get(i).forEach(id -> presentations.merge(id, 1, Integer::sum));
        }
        HashSet<Double> values = new HashSet<>();
        for (int row = 0; row < scores.size(); row++) {
            double score = scores.score(row);
            int most = presentations.get(scores.id(row));
            // Floor(n / 2) times at most, or never learned: one more than the 5 epochs, whatever the worker.
            assertThat(score).matches(value -> value <= most / 2 || value == 6);
            values.add(score);
        }
        assertThat(values).contains(0.0).hasSizeGreaterThan(2);
        // After the scoring nothing is noted any more.
        assertThat(run.tasks.get(run.tasks.size() - 1).presentations()).isEqualTo(Presentations.PLAIN);
    }

    /** The units follow the constraint's schedule. */
    @Test
    void examplesMayGoTheirOwnWay() {
        MemoryRun run =
                MemoryRun.trained("constraint.schedule.kind=linear", "importance.schedule={kind: constant, final: 1}");
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            if (round.phase().equals("hybrid")) {
                assertThat(round.keptExamples()).isEqualTo(252);
                assertThat(round.intensity()).containsEntry("data", 1.0);
                assertThat(round.intensity().get("width"))
                        .isEqualTo(run.tasks.get(i).snapshot().progress());
            }
        }
        assertThat(run.rounds)
                .anyMatch(round ->
                        round.intensity().get("width") < 1 && round.phase().equals("hybrid"));
    }

    @Test
    void dynamicSelectionNeedsEpochs() {
        assertThatThrownBy(() -> Plans.of("training.budget={steps: 9}", "importance.dynamic.kind=infobatch"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(
                        "importance.dynamic needs training.budget.epochs: to pass over examples shortens an epoch,"
                                + " not a number of steps");
    }

    @Test
    void planThatAsksForNothingKeepsNoState() {
        assertThat(Plans.of().workersKeepState()).isFalse();
        assertThat(Plans.of("importance.dynamic.kind=random_each_epoch").workersKeepState())
                .isFalse();
        assertThat(Plans.of("importance.dynamic.kind=infobatch").workersKeepState())
                .isTrue();
        assertThat(Plans.of("importance.also=[aum]").workersKeepState()).isTrue();
    }
}

package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.network.Tensor;
import io.espalier.run.RoundRecord;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units that are masked, come back, and are cut: what the workers get in each round against a slow account of every value. */
class RegrowthTest {
    private static final String STAGES =
            "constraint.schedule={kind: stages," + " stages: [[0, 0.5], [0.2, 1], [0.4, 0.25], [0.6, 0.8], [0.8, 0]]}";

    @ParameterizedTest
    @CsvSource({
        "relu, adam, taylor",
        "sigmoid, adam, taylor",
        "tanh, nesterovs, taylor",
        "sigmoid, nesterovs, l2",
        "relu, sgd, random",
        "relu, adagrad, taylor",
        "sigmoid, rmsprop, random",
        "sigmoid, sgd, taylor"
    })
    void unitsComeBackWithTheValuesThatTheyHadWhenTheyWereMasked(String activation, String updater, String units) {
        MemoryRun run = MemoryRun.trained(
                "network.activation=" + activation,
                "training.updater={kind: " + updater + ", learning_rate: 0.01}",
                "constraint.units=" + units,
                "training.steps_per_round=2",
                STAGES);
        Account account = new Account(run.fresh().structure().model());
        int regrown = 0;
        for (int i = 0; i < run.tasks.size(); i++) {
            RoundTask task = run.tasks.get(i);
            boolean cut = !task.model().network().equals(account.network);
            if (cut) {
                account = account.cut(
                        run.end().structure().originalUnits(), task.model().network());
            }
            regrown += i == 0 || cut ? 0 : regrown(run.tasks.get(i - 1).mask(), task.mask());
            boolean[] active = active(account.network, task.mask());
            account.assertStart(task, active);
            account.take(run.model(i), active);
            account.assertDenseQuality(run, run.rounds.get(i));
        }
        assertThat(regrown)
                .isGreaterThanOrEqualTo(comingBack(16 - run.targets().get("dense1"))
                        + comingBack(12 - run.targets().get("dense2")));
    }

    /** Units of a group that the stages switch on again, of so many to be removed: from 1 to 0.25, and from 0.8 to 0. */
    private static int comingBack(int removed) {
        return removed - floor(0.25 * removed) + floor(0.8 * removed);
    }

    @ParameterizedTest
    @ValueSource(strings = {STAGES, "constraint.schedule={kind: graduated_oscillation, amplitude: 0.3, frequency: 20}"})
    void unitsAndExamplesFollowARisingAndFallingSchedule(String schedule) {
        MemoryRun run = MemoryRun.trained("training.steps_per_round=2", schedule);
        Map<String, Integer> all = Map.of("dense1", 16, "dense2", 12);
        boolean fell = false;
        for (int i = 1; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            if (!round.phase().equals("hybrid")) {
                continue;
            }
            double progress = (run.rounds.get(i - 1).progress() - 0.2) / 0.3;
            double way = schedule.equals(STAGES) ? stage(progress) : oscillation(progress);
            run.targets()
                    .forEach((group, target) -> assertThat(round.keptUnits().get(group))
                            .as("round %d, %s", round.round(), group)
                            .isEqualTo(all.get(group) - floor((all.get(group) - target) * way)));
            assertThat(round.keptExamples()).isEqualTo(420 - floor((420 - 252) * way));
            fell |= round.parameters() > run.rounds.get(i - 1).parameters();
        }
        assertThat(fell).isTrue();
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(run.targets()));
    }

    private static double stage(double progress) {
        double p = progress + 1e-12;
        if (p < 0.2) {
            return 0.5;
        }
        return p < 0.4 ? 1 : p < 0.6 ? 0.25 : p < 0.8 ? 0.8 : 0;
    }

    private static double oscillation(double p) {
        double fade = Math.min(1, (1 - p) / 0.1);
        return Math.max(0, Math.min(1, p + fade * 0.3 * Math.sin(20 * p)));
    }

    private static int floor(double value) {
        return (int) Math.floor(value + 1e-9);
    }

    private static int regrown(KeptUnits before, KeptUnits after) {
        int count = 0;
        for (String group : after.units().keySet()) {
            Set<Integer> came = new HashSet<>(after.units().get(group));
            came.removeAll(before.units().get(group));
            count += came.size();
        }
        return count;
    }

    /** Which values of a perceptron belong to active units only: its input's and output's units always are. */
    private static boolean[] active(Network network, KeptUnits mask) {
        boolean[] active = new boolean[network.layout().length()];
        String below = Network.INPUT;
        for (Tensor weights : network.layout().tensors()) {
            if (!weights.name().equals("W")) {
                continue;
            }
            Set<Integer> in = units(mask, below, weights.shape().get(0));
            Set<Integer> out = units(mask, weights.layer(), weights.shape().get(1));
            int[] strides = weights.strides();
            in.forEach(i -> out.forEach(o -> active[weights.offset() + i * strides[0] + o * strides[1]] = true));
            Tensor bias =
                    network.layout().tensors().get(network.layout().tensors().indexOf(weights) + 1);
            out.forEach(o -> active[bias.offset() + o] = true);
            below = weights.layer();
        }
        return active;
    }

    private static Set<Integer> units(KeptUnits mask, String layer, int width) {
        List<Integer> all = IntStream.range(0, width).boxed().toList();
        return new HashSet<>(mask.units().getOrDefault(layer, all));
    }

    /** The last value of every parameter and moment while it was active. */
    private static final class Account {
        private final Network network;
        private final List<float[]> values = new ArrayList<>();

        Account(ModelState start) {
            network = start.network();
            vectors(start).forEach(vector -> values.add(vector.clone()));
        }

        private Account(Network network, List<float[]> values) {
            this.network = network;
            this.values.addAll(values);
        }

        /** Parameters, then moments. */
        private static List<float[]> vectors(ModelState model) {
            List<float[]> vectors = new ArrayList<>(List.of(model.parameters()));
            vectors.addAll(List.of(model.moments()));
            return vectors;
        }

        /** To the bit: active values are the last ones, all others zero. */
        void assertStart(RoundTask task, boolean[] active) {
            List<float[]> given = vectors(task.model());
            for (int v = 0; v < values.size(); v++) {
                float[] expected = new float[active.length];
                for (int i = 0; i < active.length; i++) {
                    expected[i] = active[i] ? values.get(v)[i] : 0;
                }
                assertThat(given.get(v))
                        .as("round %d, vector %d", task.round(), v)
                        .isEqualTo(expected);
            }
        }

        /** Takes over the active values; the others must have stayed at zero. */
        void take(ModelState model, boolean[] active) {
            List<float[]> trained = vectors(model);
            for (int v = 0; v < values.size(); v++) {
                for (int i = 0; i < active.length; i++) {
                    if (active[i]) {
                        values.get(v)[i] = trained.get(v)[i];
                    } else {
                        assertThat(trained.get(v)[i])
                                .as("vector %d, position %d", v, i)
                                .isZero();
                    }
                }
            }
        }

        /** The dense version is the vector with the values of masked units put back. */
        void assertDenseQuality(MemoryRun run, RoundRecord round) {
            if (round.qualityDense().isPresent()) {
                assertThat(round.qualityDense().getAsDouble())
                        .as("round %d", round.round())
                        .isEqualTo(run.accuracy(Part.VALIDATION, network, values.get(0)));
            }
        }

        /** The values of the surviving units, in their order. */
        Account cut(Map<String, List<Integer>> survivors, Network small) {
            boolean[] active = active(network, new KeptUnits(survivors));
            int[] positions =
                    IntStream.range(0, active.length).filter(i -> active[i]).toArray();
            List<float[]> kept = new ArrayList<>();
            for (float[] vector : values) {
                float[] left = new float[positions.length];
                for (int i = 0; i < left.length; i++) {
                    left[i] = vector[positions[i]];
                }
                kept.add(left);
            }
            return new Account(small, kept);
        }
    }
}

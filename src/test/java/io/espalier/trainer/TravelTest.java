package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.trainer.Worker.SliceQuality;
import io.espalier.trainer.Worker.StepSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes from the driver to workers and back survives Java's serialization. */
class TravelTest {
    @Test
    void tasksArriveWhole() throws Exception {
        MemoryRun run = MemoryRun.trained("training.budget={epochs: 2}", "importance.dynamic.kind=infobatch");
        for (RoundTask task : run.tasks) {
            RoundTask arrived = travelled(task);
            assertThat(arrived.round()).isEqualTo(task.round());
            assertThat(arrived.structureVersion()).isEqualTo(task.structureVersion());
            assertThat(arrived.snapshot()).isEqualTo(task.snapshot());
            assertThat(arrived.mask()).isEqualTo(task.mask());
            assertThat(arrived.cuts()).isEqualTo(task.cuts());
            assertThat(arrived.cursors()).isEqualTo(task.cursors());
            assertThat(arrived.selection()).isEqualTo(task.selection());
            assertThat(arrived.presentations()).isEqualTo(task.presentations());
            assertThat(arrived.steps()).isEqualTo(task.steps());
            assertThat(arrived.learningRates().of(0))
                    .isEqualTo(task.learningRates().of(0));
            assertThat(arrived.model().network()).isEqualTo(task.model().network());
            assertThat(arrived.model().parameters()).isEqualTo(task.model().parameters());
            assertThat(arrived.model().moments()).isDeepEqualTo(task.model().moments());
            assertThat(arrived.model().updates()).isEqualTo(task.model().updates());
        }
    }

    @Test
    void arrivedTaskTrainsToTheSameBits() throws Exception {
        MemoryRun run = MemoryRun.trained("training.budget={epochs: 2}");
        for (int i = 0; i < run.tasks.size(); i++) {
            RoundOutcome again = run.local.train(travelled(run.tasks.get(i)));
            assertThat(again.mean().change())
                    .isEqualTo(run.outcomes.get(i).mean().change());
            assertThat(again.mean().moments())
                    .isDeepEqualTo(run.outcomes.get(i).mean().moments());
            assertThat(again.cursors()).isEqualTo(run.outcomes.get(i).cursors());
            assertThat(again.loss()).isEqualTo(run.outcomes.get(i).loss());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void contributionsArriveWhole(Wire wire) throws Exception {
        Contribution contribution =
                new Contribution(3, 9, PackedChange.of(wire, new float[] {127, 2}), new float[][] {{3, 4}, {5, 6}});
        Contribution arrived = travelled(contribution);
        float[] change = new float[2];
        arrived.change().unpack(change);
        assertThat(arrived.worker()).isEqualTo(3);
        assertThat(arrived.weight()).isEqualTo(9);
        assertThat(change).containsExactly(127, 2);
        assertThat(arrived.moments()).isDeepEqualTo(new float[][] {{3, 4}, {5, 6}});
        assertThat(arrived.bytes()).isEqualTo(contribution.bytes());
    }

    @Test
    void reportsArriveWhole() throws Exception {
        Contribution contribution = new Contribution(
                3, 9, PackedChange.of(Wire.FLOAT32, new float[] {1, 2}), new float[][] {{3, 4}, {5, 6}});
        WorkerReport arrived = travelled(
                new WorkerReport(contribution, new Cursor(7, 8), new float[] {13, 14, 15}, 8, 6, 10, 11.5, 12));
        assertThat(arrived.worker()).isEqualTo(3);
        assertThat(arrived.statistics()).containsExactly(13, 14, 15);
        assertThat(arrived.cursor()).isEqualTo(new Cursor(7, 8));
        assertThat(arrived.weight()).isEqualTo(9);
        assertThat(arrived.keptRows()).isEqualTo(8);
        assertThat(arrived.epochRows()).isEqualTo(6);
        assertThat(arrived.examples()).isEqualTo(10);
        assertThat(arrived.lossSum()).isEqualTo(11.5);
        assertThat(arrived.computeNanos()).isEqualTo(12);
        // Change, two moments, statistics
        assertThat(arrived.bytes()).isEqualTo(4 * (2 + 4 + 3));
    }

    @Test
    void averagesArriveWhole() throws Exception {
        Reduction.Mean arrived = travelled(new Reduction.Mean(new float[] {1, 2}, new float[][] {{3, 4}}));
        assertThat(arrived.change()).containsExactly(1, 2);
        assertThat(arrived.moments()).isDeepEqualTo(new float[][] {{3, 4}});
    }

    @Test
    void settingsAndSlicesArriveWhole() throws Exception {
        StepSettings settings = new StepSettings(1, 2, 3, new Moments(2, 0.5f), Inner.KEEP, Wire.INT8, true);
        assertThat(travelled(settings)).isEqualTo(settings);
        WorkerFiles files = new WorkerFiles("here", List.of("a", "b"));
        assertThat(travelled(files)).isEqualTo(files);
        assertThat(travelled(new SliceQuality(1, 2, 3))).isEqualTo(new SliceQuality(1, 2, 3));
    }

    @Test
    void whatScoringNeedsAndGivesArrivesWhole() throws Exception {
        Prototypes prototypes = Prototypes.ofClasses(new double[] {1, 2, 3, 4}, 2);
        assertThat(travelled(prototypes).sameAs(prototypes)).isTrue();
        ScoreSettings settings = new ScoreSettings(List.of(ScoreMethod.PROTOTYPE), 3, 4, 5, List.of(prototypes));
        ScoreSettings arrived = travelled(settings);
        assertThat(arrived.methods()).isEqualTo(settings.methods());
        assertThat(arrived.blockRows()).isEqualTo(3);
        assertThat(arrived.randomSeed()).isEqualTo(4);
        assertThat(arrived.prototypes().get(0).sameAs(prototypes)).isTrue();
        FeatureSums sums = new FeatureSums(2, 2);
        sums.add(new float[] {1, 2}, 0, 0);
        sums.add(new float[] {3, 4}, 0, 1);
        assertThat(FeatureSums.prototypes(List.of(travelled(sums))).sameAs(prototypes))
                .isTrue();
        Clustering.Beginning beginning = new Clustering.Beginning(1, new float[] {5, 6});
        Prototypes begun =
                Clustering.of(1, List.of(List.of(travelled(beginning))), centroids -> List.of(new FeatureSums(1, 2)));
        assertThat(begun.sameAs(Prototypes.ofClusters(new double[] {5, 6}, 2))).isTrue();
    }

    /** Longer than a block, and not by whole blocks. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 40_000})
    void arraysOfAnyLengthArriveWhole(int length) throws Exception {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = Float.intBitsToFloat(i * 0x9E37_79B9);
        }
        float[] arrived = travelled(new FloatArrays(new float[] {7}, values)).all()[1];
        assertThat(arrived).hasSize(length);
        for (int i = 0; i < length; i++) {
            assertThat(Float.floatToRawIntBits(arrived[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T travelled(T value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}

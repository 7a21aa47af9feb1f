package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.importance.ScoreMethod;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.trainer.ExampleHistory.EpochWeights;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExampleHistoryTest {
    private static final Network NETWORK = Networks.mlp(Shape.flat(1), List.of(2), Activation.RELU, 0, 2);
    private static final Set<Observation> ALL = EnumSet.allOf(Observation.class);

    /** What is remembered after presentations of two rows of three, each with the probability of its class, 0. */
    private static ExampleHistory after(ExampleHistory before, Set<Observation> noted, float... probabilities) {
        ExampleNotes notes = new ExampleNotes(before, noted, 3);
        for (int i = 0; i < probabilities.length; i += 2) {
            Batch batch = new Batch(2, 1);
            batch.setRows(2);
            ExampleScores scores = new ExampleScores(2, NETWORK, Set.of(ScoreMethod.LOSS));
            for (int row = 0; row < 2; row++) {
                scores.outputs()[2 * row] = probabilities[i + row];
                scores.outputs()[2 * row + 1] = 1 - probabilities[i + row];
            }
            scores.score(batch);
            notes.add(new int[] {2, 0, 77}, batch, scores, 2);
        }
        return notes.end(true);
    }

    @Test
    void forgettingCountsRightAnswersThatBecameWrong() {
        // Row 2: right, wrong, wrong, right, wrong: forgotten twice. Row 0: never right. Row 1: never presented.
        float right = 0.75f;
        float wrong = 0.25f;
        ExampleHistory first = after(ExampleHistory.NONE, ALL, right, wrong, wrong, wrong, wrong, wrong);
        ExampleHistory second = after(first, ALL, right, wrong, wrong, 0.5f);
        assertThat(second.forgetting(3, 5)).containsExactly(6, 6, 2);
        assertThat(second.presentations()).containsExactly(5, 0, 5);
        // A draw is no right answer; after one right answer a row is learned and was never forgotten.
        assertThat(after(second, ALL, right, right).forgetting(3, 5)).containsExactly(0, 6, 2);
        // A small shard may present its rows more often than the plan's passes: what was learned stays below what was
        // not.
        assertThat(after(second, ALL, right, right).forgetting(3, 1)).containsExactly(0, 2, 1);
    }

    @Test
    void aumIsTheMeanOfHowFarTheRightClassIsAboveTheBestOther() {
        ExampleHistory history = after(ExampleHistory.NONE, ALL, 0.75f, 0.25f, 0.9f, 0.25f);
        assertThat(history.aum(3)).containsExactly(new double[] {-0.5, 0, (0.5 + 0.8) / 2}, within(1e-6));
    }

    @Test
    void lossIsThatOfTheLastPresentation() {
        ExampleHistory history = after(ExampleHistory.NONE, ALL, 0.75f, 0.25f, 0.5f, 0.125f);
        assertThat(history.losses()[2]).isEqualTo((float) -Math.log(0.5));
        assertThat(history.losses()[0]).isEqualTo((float) -Math.log(0.125));
        assertThat(history.losses()[1]).isNaN();
    }

    @Test
    void onlyWhatIsNotedIsRemembered() {
        ExampleHistory all = after(ExampleHistory.NONE, ALL, 0.75f, 0.25f);
        ExampleHistory losses = after(all, Set.of(Observation.LOSS), 0.5f, 0.5f);
        assertThat(losses.losses()).hasSize(3);
        assertThat(losses.presentations()).isEmpty();
        assertThat(losses.margins()).isEmpty();
        assertThat(losses.forgettings()).isEmpty();
        assertThat(losses.learning()).isEmpty();
        ExampleHistory margins = after(all, Set.of(Observation.MARGIN));
        assertThat(margins.losses()).isEmpty();
        assertThat(margins.margins()).isEqualTo(all.margins());
        assertThat(margins.presentations()).isEqualTo(all.presentations());
    }

    @Test
    void historyIsNeverWrittenAgain() throws IOException {
        ExampleHistory history = after(ExampleHistory.NONE, ALL, 0.75f, 0.25f);
        byte[] before = bytes(history);
        after(history, ALL, 0.25f, 0.75f);
        assertThat(bytes(history)).isEqualTo(before);
    }

    @Test
    void workerThatNotedNothingLearnedNothing() {
        assertThat(ExampleHistory.NONE.aum(2)).containsExactly(0, 0);
        assertThat(ExampleHistory.NONE.forgetting(2, 3)).containsExactly(4, 4);
    }

    @Test
    void historyIsReadAsItWasWritten() throws IOException {
        ExampleHistory history = new ExampleHistory(
                new float[] {1, Float.NaN},
                new int[] {3, 4},
                new double[] {-0.5, Double.MIN_VALUE},
                new int[] {5, 6},
                new byte[] {0, 2},
                new EpochWeights(7, new float[] {0, 2}));
        ExampleHistory back = ExampleHistory.read(new DataInputStream(new ByteArrayInputStream(bytes(history))));
        assertThat(bytes(back)).isEqualTo(bytes(history));
        assertThat(back.losses()).containsExactly(1, Float.NaN);
        assertThat(back.presentations()).containsExactly(3, 4);
        assertThat(back.margins()).containsExactly(-0.5, Double.MIN_VALUE);
        assertThat(back.forgettings()).containsExactly(5, 6);
        assertThat(back.learning()).containsExactly(0, 2);
        assertThat(back.weights().epoch()).isEqualTo(7);
        assertThat(back.weights().of(1)).isEqualTo(2);
    }

    private static byte[] bytes(ExampleHistory history) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        history.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}

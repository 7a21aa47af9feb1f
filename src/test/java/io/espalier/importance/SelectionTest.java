package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.SplitMix64;
import io.espalier.importance.SelectionRule.Cells;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void cellHoldsBothEndsOfItsRangeAndItsHash() {
        Selection selection = new Selection(1, 1, new Cells(List.of(new Cell(3, 0.25, 0.5, 100))));

        assertThat(selection.keeps(3, 0.25, 100)).isTrue();
        assertThat(selection.keeps(3, 0.5, 0)).isTrue();
        assertThat(selection.keeps(3, Math.nextDown(0.25), 0)).isFalse();
        assertThat(selection.keeps(3, Math.nextUp(0.5), 0)).isFalse();
        assertThat(selection.keeps(3, 0.3, 101)).isFalse();
        assertThat(selection.keeps(2, 0.3, 0)).isFalse();
        assertThat(selection.keeps(4, 0.3, 0)).isFalse();
    }

    @Test
    void hashesAreUnsigned() {
        Selection selection = new Selection(1, 1, new Cells(List.of(new Cell(0, 0, 1, Long.MIN_VALUE))));

        assertThat(selection.keeps(0, 0, Long.MAX_VALUE)).isTrue();
        assertThat(selection.keeps(0, 0, -1)).isFalse();
    }

    @Test
    void cellOfAnyLabelHoldsEveryClass() {
        Selection selection = new Selection(1, 1, new Cells(List.of(new Cell(Cell.ANY_LABEL, 0, 1, -1))));

        assertThat(selection.keeps(0, 0.5, 5)).isTrue();
        assertThat(selection.keeps(99, 0.5, 5)).isTrue();
        assertThat(selection.keeps(0, 2, 5)).isFalse();
    }

    @Test
    void selectionWithoutCellsKeepsAll() {
        assertThat(Selection.all(2, 10).keepsAll()).isTrue();
        assertThat(Selection.all(2, 10).keeps(7, Double.MAX_VALUE, -1)).isTrue();
    }

    @Test
    void manyCellsAnswerAsOneAfterTheOther() {
        SplitMix64 random = new SplitMix64(3);
        List<Cell> cells = new ArrayList<>();
        for (int label = 0; label < 20; label += 2) {
            for (int i = 0; i < 50; i++) {
                cells.add(new Cell(label, i, i + random.nextDouble() * 0.9, random.nextLong()));
            }
        }
        Selection selection = new Selection(1, 1, new Cells(cells));
        for (int i = 0; i < 5_000; i++) {
            int label = random.nextInt(22) - 1;
            double score = random.nextDouble() * 54 - 2;
            long hash = random.nextLong();
            assertThat(selection.keeps(label, score, hash))
                    .isEqualTo(cells.stream()
                            .anyMatch(cell -> cell.label() == label
                                    && cell.lowest() <= score
                                    && score <= cell.highest()
                                    && Long.compareUnsigned(hash, cell.highestHash()) <= 0));
        }
    }

    @Test
    void cellsThatOverlapAreRefused() {
        Cell first = new Cell(1, 0, 0.5, 3);
        Cell second = new Cell(1, 0.5, 1, 3);

        assertThatThrownBy(() -> new Selection(1, 1, new Cells(List.of(second, first))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cells must not overlap: " + first + ", " + second);
    }

    @Test
    void cellOfAnyLabelBesideAClassIsRefused() {
        Cell any = new Cell(Cell.ANY_LABEL, 0, 0.5, 3);
        Cell one = new Cell(0, 0.6, 1, 3);

        assertThatThrownBy(() -> new Selection(1, 1, new Cells(List.of(one, any))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cells must not overlap: " + any + ", " + one);
    }

    @Test
    void selectionTravels() throws IOException, ClassNotFoundException {
        Selection selection = new Selection(4, 7, new Cells(List.of(new Cell(1, 0, 1, 9), new Cell(0, -1, 1, -1))));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(selection);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(selection);
        }
    }
}

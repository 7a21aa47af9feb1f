package io.espalier.engine;

import io.espalier.trainer.Batch;
import java.util.ArrayList;
import java.util.List;

/** A network as prebuilt operations for one number of rows, on the memory of a replica. */
final class Program implements AutoCloseable {
    private final int rows;
    private final CurrentRows current;
    private final Signal input;
    private final Signal penultimate;
    private final Signal output;
    private final List<Operation> operations;
    private final List<Operation> backward;
    private final LossStep loss;

    /**
     * A program.
     *
     * @param penultimate what the last operation reads, row-major
     * @param backward those of the operations that have a gradient to compute, in network order
     */
    Program(
            int rows,
            CurrentRows current,
            Signal input,
            Signal penultimate,
            Signal output,
            List<Operation> operations,
            List<Operation> backward,
            LossStep loss) {
        this.rows = rows;
        this.current = current;
        this.input = input;
        this.penultimate = penultimate;
        this.output = output;
        this.operations = new ArrayList<>(operations);
        this.backward = new ArrayList<>(backward);
        this.loss = loss;
    }

    /** Rows that go through at once. */
    int rows() {
        return rows;
    }

    /** The network's outputs after a forward pass, row-major, [rows x outputs]. */
    FloatMemory outputs() {
        return output.values();
    }

    /** What goes into the last layer, after a forward pass and before the backward one: row-major, [rows x values]. */
    FloatMemory penultimate() {
        return penultimate.values();
    }

    /** Computes the outputs of the current rows. */
    void forward(boolean training) {
        Batch batch = current.batch();
        input.values().write(batch.features(), current.first() * input.size(), rows * input.size());
        for (int i = 0; i < operations.size(); i++) {
            operations.get(i).forward(training);
        }
    }

    /**
     * Computes the gradient of the parameters after a forward pass in training mode.
     *
     * @return the rows' part of the mean loss of their batch
     */
    double backward() {
        double rowsLoss = loss.apply();
        for (int i = backward.size() - 1; i >= 0; i--) {
            backward.get(i).backward();
        }
        return rowsLoss;
    }

    @Override
    public void close() {
        operations.forEach(Operation::close);
    }
}

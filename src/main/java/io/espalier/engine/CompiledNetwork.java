package io.espalier.engine;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.ProcessMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a network on one memory: outputs and gradients of any number of rows.
 *
 * <p>More rows than the micro-batch are trained on in parts whose gradients are summed; outputs alone are computed of more rows at once,
 * {@link ProcessMemory#passRows}. Batch normalisation uses the statistics of the rows
 * that go through at once; the running ones then move by the weighted mean of the parts' changes. Used by one thread at a time.
 */
final class CompiledNetwork implements AutoCloseable {
    /** Numbers of rows that programs are kept for: steps, last batches, blocks of an evaluation or a scoring and its last block. */
    private static final int PROGRAMS = 5;

    private final Network network;
    private final int featureCount;
    private final Layer.Output output;
    private final int outputCount;
    private final int penultimateCount;
    private final int microBatch;
    private final int passRows;
    private final Passes passes;
    private final ReplicaMemory memory;
    /** The last used first. */
    private final List<Program> programs = new ArrayList<>();

    private Optional<FloatMemory> sum = Optional.empty();

    /**
     * A network on a memory, which is freed with it.
     *
     * @throws UnsupportedLayerException if the network has a layer that can't be compiled
     */
    CompiledNetwork(Network network, int microBatch, ReplicaMemory memory, Passes passes) {
        OpenMp.useOneThread();
        this.network = network;
        this.featureCount = network.input().size();
        this.output =
                (Layer.Output) network.nodes().get(network.nodes().size() - 1).layer();
        this.outputCount = output.outputs();
        this.penultimateCount = network.penultimate().size();
        int mostRows = FloatMemory.MOST_FLOATS / largestSignal(network);
        this.microBatch = Math.min(microBatch, mostRows);
        this.passRows = Math.min(ProcessMemory.passRows(network, microBatch), mostRows);
        this.passes = passes;
        this.memory = memory;
        try {
            // The largest first: programs of fewer rows find room in its memory.
            program(passRows);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** One memory holds the values of all rows that go through at once. */
    private static int largestSignal(Network network) {
        return network.nodes().stream()
                .mapToInt(node -> network.shape(node.name()).size())
                .reduce(network.input().size(), Math::max);
    }

    /** The memory with parameters and gradient. */
    ReplicaMemory memory() {
        return memory;
    }

    /**
     * Leaves the gradient of the mean loss over the batch, as far as some of its rows make it, in the gradient's memory.
     *
     * @param scores given the outputs of the rows, at their place; none where nobody asks
     * @return the rows' part of the mean loss
     */
    double backpropagate(Batch batch, int first, int count, boolean drops, long draw, @Nullable ExampleScores scores) {
        OpenMp.useOneThread();
        double loss = 0;
        for (int start = first; start < first + count; start += microBatch) {
            int rows = Math.min(microBatch, first + count - start);
            loss += backpropagateAtOnce(batch, start, rows, drops, draw, scores);
            if (count > microBatch) {
                addUp(start == first);
            }
        }
        if (count > microBatch) {
            passes.copy(sum(), memory.gradient(), sum().length());
        }
        return loss;
    }

    private void addUp(boolean begins) {
        if (begins) {
            passes.copy(memory.gradient(), sum(), sum().length());
        } else {
            passes.add(memory.gradient(), sum(), sum().length());
        }
    }

    private double backpropagateAtOnce(
            Batch batch, int start, int rows, boolean drops, long draw, @Nullable ExampleScores scores) {
        Program program = program(rows);
        memory.rows().set(batch, start, rows, drops, draw);
        program.forward(true);
        if (scores != null) {
            read(program, start, scores);
        }
        return program.backward();
    }

    /** Computes the outputs of all rows of a batch, row-major. */
    void outputs(Batch batch, float[] into) {
        OpenMp.useOneThread();
        for (int start = 0; start < batch.rows(); start += passRows) {
            int rows = Math.min(passRows, batch.rows() - start);
            Program program = program(rows);
            memory.rows().set(batch, start, rows, false, 0);
            program.forward(false);
            program.outputs().read(into, start * outputCount, rows * outputCount);
        }
    }

    /** Computes what the scores of all rows of a batch are computed from. */
    void outputs(Batch batch, ExampleScores into) {
        OpenMp.useOneThread();
        for (int start = 0; start < batch.rows(); start += passRows) {
            int rows = Math.min(passRows, batch.rows() - start);
            Program program = program(rows);
            memory.rows().set(batch, start, rows, false, 0);
            program.forward(false);
            read(program, start, into);
        }
    }

    private void read(Program program, int start, ExampleScores into) {
        int rows = program.rows();
        program.outputs().read(into.outputs(), start * outputCount, rows * outputCount);
        if (into.readsPenultimate()) {
            program.penultimate().read(into.penultimate(), start * penultimateCount, rows * penultimateCount);
        }
    }

    /** Looked for one by one: they are few, and a map would make an object of the number. */
    private Program program(int rows) {
        for (int i = 0; i < programs.size(); i++) {
            if (programs.get(i).rows() == rows) {
                programs.add(0, programs.remove(i));
                return programs.get(0);
            }
        }
        Program program = ProgramCompiler.compile(network, rows, memory, passes);
        programs.add(0, program);
        if (programs.size() > PROGRAMS) {
            programs.remove(PROGRAMS).close();
        }
        return program;
    }

    private FloatMemory sum() {
        if (sum.isEmpty()) {
            sum = Optional.of(memory.own(new FloatMemory(memory.gradient().length())));
        }
        return sum.get();
    }

    /** Throws IllegalArgumentException unless a batch is one of this network with at least 1 row, and what its rows are to give is too. */
    void requireExamples(Batch batch) {
        requireFeatures(batch);
        batch.requireFits(output);
    }

    /** Throws IllegalArgumentException unless a batch has the network's features and its outputs have room. */
    void requireRoom(Batch batch, float[] outputs) {
        requireFeatures(batch);
        long needed = (long) batch.rows() * outputCount;
        if (outputs.length < needed) {
            throw new IllegalArgumentException(
                    "Outputs of " + batch.rows() + " rows need " + needed + " values: " + outputs.length);
        }
    }

    /** The same for all that scores are computed from. */
    void requireRoom(Batch batch, ExampleScores scores) {
        requireRoom(batch, scores.outputs());
        long needed = (long) batch.rows() * penultimateCount;
        if (scores.readsPenultimate() && scores.penultimate().length < needed) {
            throw new IllegalArgumentException("Penultimate features of " + batch.rows() + " rows need " + needed
                    + " values: " + scores.penultimate().length);
        }
    }

    private void requireFeatures(Batch batch) {
        if (batch.featureCount() != featureCount) {
            throw new IllegalArgumentException(
                    "The network takes " + featureCount + " features, the batch has " + batch.featureCount());
        }
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
        programs.clear();
        memory.close();
    }
}

package io.espalier.engine;

import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A replica that trains by prebuilt operations on memory of its own, in one thread: the one that calls it.
 *
 * <p>No step allocates. Batch normalisation uses the statistics of the rows that go through at once, so that a step in several parts
 * equals the whole step only without it; the running statistics then move by the weighted mean of the parts' changes.
 */
final class CompiledReplica implements Replica {
    private static final int[] NONE = {};
    /** Numbers of rows that programs are kept for: steps, last batches, blocks of an evaluation and its last block. */
    private static final int PROGRAMS = 4;

    private final Network network;
    private final ParameterLayout layout;
    private final int featureCount;
    private final int outputCount;
    private final int microBatch;
    private final Passes passes;
    private final ReplicaMemory memory;
    private final UpdateMemory updateMemory;
    private final UpdateRule rule;
    private final Programs programs = new Programs();
    private Optional<FloatMemory> sum = Optional.empty();
    private int[] zeroPositions = NONE;
    private long updates;
    /** Where the step under way leaves its outputs. */
    private @Nullable ExampleScores watching;

    private boolean closed;

    /** Programs by rows; the one not used for longest goes first. */
    private static final class Programs extends LinkedHashMap<Integer, Program> {
        private static final long serialVersionUID = 1L;

        Programs() {
            super(PROGRAMS, 1, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Program> eldest) {
            if (size() <= PROGRAMS) {
                return false;
            }
            eldest.getValue().close();
            return true;
        }
    }

    /**
     * A replica with parameters of zero.
     *
     * @throws UnsupportedLayerException if the network has a layer that can't be compiled
     */
    CompiledReplica(Network network, UpdaterPlan updater, int microBatch, Passes passes) {
        if (microBatch < 1) {
            throw new IllegalArgumentException("Micro-batch must be at least 1: " + microBatch);
        }
        OpenMp.useOneThread();
        this.network = network;
        this.layout = network.layout();
        this.featureCount = network.input().size();
        this.outputCount = network.outputs();
        this.microBatch = microBatch;
        this.passes = passes;
        this.memory = new ReplicaMemory(layout);
        this.rule = new UpdateRule(updater, layout, passes);
        this.updateMemory = new UpdateMemory(
                memory.parameters(),
                memory.gradient(),
                Stream.generate(() -> memory.own(new FloatMemory(layout.length())))
                        .limit(ReplicaFactory.moments(updater))
                        .toList());
        try {
            // The largest first: programs of fewer rows find room in its memory.
            program(microBatch);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public void load(float[] parameters, float[][] moments, long newUpdates) {
        requireOpen();
        requireLength(parameters);
        if (moments.length > 0) {
            requireMoments(moments);
        }
        memory.parameters().write(parameters, 0, parameters.length);
        for (int i = 0; i < moments.length; i++) {
            updateMemory.moments().get(i).write(moments[i], 0, parameters.length);
        }
        updates = newUpdates;
        holdZeros();
    }

    @Override
    public void mask(int[] newZeroPositions) {
        requireOpen();
        for (int i = 0; i < newZeroPositions.length; i++) {
            int position = newZeroPositions[i];
            if (position < 0 || position >= layout.length() || (i > 0 && position <= newZeroPositions[i - 1])) {
                throw new IllegalArgumentException(
                        "Masked positions must ascend in [0, " + layout.length() + "): " + position);
            }
        }
        zeroPositions = newZeroPositions.clone();
        holdZeros();
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        requireOpen();
        requireRows(batch);
        OpenMp.useOneThread();
        double loss = backpropagate(batch, true, draw);
        rule.apply(updateMemory, learningRate, updates);
        updates++;
        holdZeros();
        return loss;
    }

    @Override
    public double step(Batch batch, double learningRate, long draw, ExampleScores scores) {
        requireOpen();
        requireRows(batch);
        requireRoom(batch, scores.outputs());
        watching = scores;
        double loss = step(batch, learningRate, draw);
        watching = null;
        scores.score(batch);
        return loss;
    }

    @Override
    public void readParameters(float[] into) {
        requireOpen();
        requireLength(into);
        memory.parameters().read(into, 0, into.length);
    }

    @Override
    public void readMoments(float[][] into) {
        requireOpen();
        requireMoments(into);
        for (int i = 0; i < into.length; i++) {
            updateMemory.moments().get(i).read(into[i], 0, layout.length());
        }
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        requireOpen();
        requireRows(batch);
        requireLength(into);
        OpenMp.useOneThread();
        backpropagate(batch, false, 0);
        memory.gradient().read(into, 0, into.length);
        for (Tensor tensor : layout.tensors()) {
            if (!tensor.role().trainable()) {
                Arrays.fill(into, tensor.offset(), tensor.end(), 0);
            }
        }
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        requireOpen();
        requireFeatures(batch);
        OpenMp.useOneThread();
        requireRoom(batch, into);
        for (int start = 0; start < batch.rows(); start += microBatch) {
            int count = Math.min(microBatch, batch.rows() - start);
            Program program = program(count);
            memory.rows().set(batch, start, count, false, 0);
            program.forward(false);
            program.outputs().read(into, start * outputCount, count * outputCount);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        programs.values().forEach(Program::close);
        programs.clear();
        memory.close();
    }

    /** Leaves the gradient of the mean loss over all rows of the batch in the gradient's memory; returns that loss. */
    private double backpropagate(Batch batch, boolean drops, long draw) {
        int rows = batch.rows();
        if (rows <= microBatch) {
            return backpropagate(batch, 0, rows, drops, draw);
        }
        FloatMemory total = sum();
        double loss = 0;
        for (int start = 0; start < rows; start += microBatch) {
            loss += backpropagate(batch, start, Math.min(microBatch, rows - start), drops, draw);
            if (start == 0) {
                passes.copy(memory.gradient(), total, layout.length());
            } else {
                passes.add(memory.gradient(), total, layout.length());
            }
        }
        passes.copy(total, memory.gradient(), layout.length());
        return loss;
    }

    private double backpropagate(Batch batch, int start, int count, boolean drops, long draw) {
        Program program = program(count);
        memory.rows().set(batch, start, count, drops, draw);
        program.forward(true);
        ExampleScores scores = watching;
        if (scores != null) {
            program.outputs().read(scores.outputs(), start * outputCount, count * outputCount);
        }
        return program.backward();
    }

    private Program program(int rows) {
        Program program = programs.get(rows);
        if (program == null) {
            program = ProgramCompiler.compile(network, rows, memory, passes);
            programs.put(rows, program);
        }
        return program;
    }

    private FloatMemory sum() {
        if (sum.isEmpty()) {
            sum = Optional.of(memory.own(new FloatMemory(layout.length())));
        }
        return sum.get();
    }

    private void holdZeros() {
        zero(memory.parameters());
        List<FloatMemory> moments = updateMemory.moments();
        for (int i = 0; i < moments.size(); i++) {
            zero(moments.get(i));
        }
    }

    private void zero(FloatMemory values) {
        for (int position : zeroPositions) {
            values.floats().put(position, 0);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The replica is closed");
        }
    }

    private void requireLength(float[] values) {
        if (values.length != layout.length()) {
            throw new IllegalArgumentException(
                    "The network has " + layout.length() + " values, the vector " + values.length);
        }
    }

    private void requireMoments(float[][] moments) {
        int expected = updateMemory.moments().size();
        if (moments.length != expected) {
            throw new IllegalArgumentException("The updater has " + expected + " moments: " + moments.length);
        }
        for (float[] moment : moments) {
            if (moment.length != layout.length()) {
                throw new IllegalArgumentException(
                        "The network has " + layout.length() + " values, a moment " + moment.length);
            }
        }
    }

    private void requireRoom(Batch batch, float[] outputs) {
        long needed = (long) batch.rows() * outputCount;
        if (outputs.length < needed) {
            throw new IllegalArgumentException(
                    "Outputs of " + batch.rows() + " rows need " + needed + " values: " + outputs.length);
        }
    }

    private void requireFeatures(Batch batch) {
        if (batch.featureCount() != featureCount) {
            throw new IllegalArgumentException(
                    "The network takes " + network.input().size() + " features, the batch has " + batch.featureCount());
        }
    }

    private void requireRows(Batch batch) {
        requireFeatures(batch);
        if (batch.rows() < 1) {
            throw new IllegalArgumentException("A batch must have at least 1 row: " + batch.rows());
        }
        int targets = batch.targetCount();
        if (targets > 0 && targets != outputCount) {
            throw new IllegalArgumentException(
                    "The network has " + outputCount + " outputs, a row's targets are " + targets);
        }
        for (int row = 0; targets == 0 && row < batch.rows(); row++) {
            int label = batch.labels()[row];
            if (label < 0 || label >= outputCount) {
                throw new IllegalArgumentException("Label must be in [0, " + outputCount + "): " + label);
            }
        }
    }
}

package io.espalier.engine;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model trained by several threads: each takes a part of the batch, and the gradients are summed inside the update, of which each
 * thread makes a part too.
 *
 * <p>A step is that of one replica up to rounding, and its bits depend on the number of threads. Batch normalisation uses the statistics
 * of a thread's rows. The first thread is the caller's, the others are the replica's and end with it.
 */
public final class SynchronousReplica implements Replica {
    /** Parameters that are summed and updated while their gradients are in the cache: 8 kB of each array. */
    private static final int BLOCK = 2048;

    private final List<Part> parts = new ArrayList<>();
    private final TrainedState state;
    private final Passes passes = Passes.fastest();
    private final boolean limits;
    private final Rendezvous begin;
    private final Rendezvous middle;
    private final Rendezvous end;
    private final Work work = new Work();
    private volatile boolean closed;

    /** What the threads are to do now; written by the caller before they begin. */
    private static final class Work {
        private @Nullable Batch batch;
        private boolean trains;
        private double learningRate;
        private long draw;
    }

    /** One thread's programs and its part of the parameters. */
    private static final class Part {
        private final CompiledNetwork compiled;
        private final UpdateRule rule;
        private final int start;
        private final int end;
        private double loss;
        private @Nullable Throwable failure;

        Part(CompiledNetwork compiled, UpdateRule rule, int start, int end) {
            this.compiled = compiled;
            this.rule = rule;
            this.start = start;
            this.end = end;
        }
    }

    /**
     * A model with parameters of zero.
     *
     * @param batch rows of a step, at most; more are taken in parts
     * @param threads at least 1
     * @throws IllegalArgumentException if the network can't be compiled: see {@link CompiledReplicaFactory#refusal}
     */
    public SynchronousReplica(Network network, UpdaterPlan updater, int batch, int threads) {
        if (threads < 1 || batch < threads) {
            throw new IllegalArgumentException(
                    "Threads must be in [1, rows of a batch]: " + threads + " for " + batch + " rows");
        }
        CompiledReplicaFactory.refusal(network).ifPresent(reason -> {
            throw new IllegalArgumentException("The network can't be compiled: " + reason);
        });
        int length = network.layout().length();
        ReplicaMemory first = new ReplicaMemory(network);
        for (int i = 0; i < threads; i++) {
            ReplicaMemory memory = i == 0 ? first : new ReplicaMemory(network, first.parameters());
            parts.add(new Part(
                    new CompiledNetwork(network, -Math.floorDiv(-batch, threads), memory, passes),
                    new UpdateRule(updater, network.layout(), passes),
                    bound(length, i, threads),
                    bound(length, i + 1, threads)));
        }
        this.state = new TrainedState(network.layout(), first, ReplicaFactory.moments(updater));
        this.limits = parts.get(0).rule.limits();
        this.begin = new Rendezvous(threads);
        this.middle = new Rendezvous(threads);
        this.end = new Rendezvous(threads);
        for (int i = 1; i < threads; i++) {
            int index = i;
            Thread thread = new Thread(() -> serve(index), "synchronous-replica-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Where a thread's part of the parameters begins: whole vectors for all but the last. */
    private static int bound(int length, int index, int threads) {
        return index == threads ? length : (int) ((long) length * index / threads) & -64;
    }

    @Override
    public void load(float[] parameters, float[][] moments, long updates) {
        requireOpen();
        state.load(parameters, moments, updates);
    }

    @Override
    public void mask(int[] zeroPositions) {
        requireOpen();
        state.mask(zeroPositions);
    }

    @Override
    public void originalUnits(KeptUnits units) {
        requireOpen();
        parts.forEach(part -> part.compiled.memory().drawNumbers().set(units));
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        requireOpen();
        double loss = compute(batch, true, learningRate, draw);
        state.updated();
        return loss;
    }

    @Override
    public void readParameters(float[] into) {
        requireOpen();
        state.readParameters(into);
    }

    @Override
    public void readMoments(float[][] into) {
        requireOpen();
        state.readMoments(into);
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        requireOpen();
        state.requireLength(into);
        compute(batch, false, 0, 0);
        state.readGradient(into);
    }

    /** By the caller's thread alone. */
    @Override
    public void outputs(Batch batch, float[] into) {
        requireOpen();
        CompiledNetwork compiled = parts.get(0).compiled;
        compiled.requireRoom(batch, into);
        compiled.outputs(batch, into);
    }

    /** By the caller's thread alone. */
    @Override
    public void scores(Batch batch, ExampleScores into) {
        requireOpen();
        CompiledNetwork compiled = parts.get(0).compiled;
        compiled.requireRoom(batch, into);
        compiled.outputs(batch, into);
        into.score(batch);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        begin.meet();
        // The first owns the parameters.
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).compiled.close();
        }
    }

    private double compute(Batch batch, boolean trains, double learningRate, long draw) {
        parts.get(0).compiled.requireExamples(batch);
        work.batch = batch;
        work.trains = trains;
        work.learningRate = learningRate;
        work.draw = draw;
        begin.meet();
        work(0);
        end.meet();
        double loss = 0;
        for (int i = 0; i < parts.size(); i++) {
            Throwable failure = parts.get(i).failure;
            if (failure != null) {
                throw new IllegalStateException("A thread of the replica failed", failure);
            }
            loss += parts.get(i).loss;
        }
        return loss;
    }

    private void serve(int index) {
        while (true) {
            begin.meet();
            // Looked at here alone: after a step's end the caller may close before this thread is on its way back.
            if (closed) {
                return;
            }
            work(index);
            end.meet();
        }
    }

    /** A thread that fails still meets the others. */
    private void work(int index) {
        Part part = parts.get(index);
        attempt(part, () -> backpropagate(index));
        middle.meet();
        if (limits || !work.trains) {
            attempt(part, () -> sum(part.start, part.end));
            middle.meet();
            if (index == 0 && work.trains) {
                attempt(part, () -> part.rule.limit(state.memory().gradient()));
            }
            middle.meet();
        }
        if (work.trains) {
            attempt(part, () -> update(part));
        }
    }

    private static void attempt(Part part, Runnable action) {
        if (part.failure == null) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                part.failure = e;
            }
        }
    }

    private void backpropagate(int index) {
        Batch batch = work.batch;
        if (batch == null) {
            throw new IllegalStateException("Nothing was given to do");
        }
        int first = (int) ((long) batch.rows() * index / parts.size());
        int rows = (int) ((long) batch.rows() * (index + 1) / parts.size()) - first;
        Part part = parts.get(index);
        part.loss = 0;
        if (rows > 0) {
            part.loss = part.compiled.backpropagate(batch, first, rows, work.trains, work.draw, null);
        } else {
            FloatMemory gradient = part.compiled.memory().gradient();
            gradient.clear(gradient.length());
        }
    }

    private void sum(int start, int stop) {
        FloatMemory total = parts.get(0).compiled.memory().gradient();
        for (int i = 1; i < parts.size(); i++) {
            passes.add(parts.get(i).compiled.memory().gradient(), total, start, stop);
        }
    }

    private void update(Part part) {
        for (int start = part.start; start < part.end; start += BLOCK) {
            int stop = Math.min(part.end, start + BLOCK);
            if (!limits) {
                sum(start, stop);
            }
            part.rule.update(state.memory(), work.learningRate, state.updates(), start, stop);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The replica is closed");
        }
    }
}

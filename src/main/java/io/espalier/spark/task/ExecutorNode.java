package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.data.ShardFile;
import io.espalier.importance.Selection;
import io.espalier.run.Scaling;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.SelectedRows;
import io.espalier.trainer.SelectedRows.RowScores;
import io.espalier.trainer.Shard;
import io.espalier.trainer.WorkerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tasks of one run share inside one executor: replicas, open shards, their scores, the rows of the last selections, the
 * workers' states.
 *
 * <p>Nothing here is state of the training that could not be made again from files and tasks' arguments. Thread-safe.
 */
public final class ExecutorNode {
    private static final Map<String, ExecutorNode> NODES = new ConcurrentHashMap<>();

    private final TaskSettings settings;
    private final StateFiles states;
    private final ReplicaPool replicas;
    private final Map<Opened, Shard> shards = new ConcurrentHashMap<>();
    private final Map<Slice, ScoredShard> scored = new ConcurrentHashMap<>();
    private final Map<Slice, Kept> selected = new ConcurrentHashMap<>();

    /** An open piece: its rows are scaled while reading. */
    private record Opened(Slice slice, Scaling scaling) {}

    /** The rows of a piece that one selection keeps. */
    private record Kept(int version, SelectedRows rows) {}

    private ExecutorNode(TaskSettings settings) {
        this.settings = settings;
        this.states = new StateFiles(LocalFiles.directory(settings.run()));
        this.replicas = new ReplicaPool(
                settings.factory(), settings.updater(), settings.microBatch(), ShardTask::requireNotKilled);
    }

    /**
     * The node of a run in this JVM, made on first use.
     *
     * @throws io.espalier.UserException if this executor can't take part in the run
     */
    static ExecutorNode of(TaskSettings settings) {
        return NODES.computeIfAbsent(settings.run(), unused -> {
            settings.admission().require(settings.factory());
            return new ExecutorNode(settings);
        });
    }

    /** Frees what a run holds in this JVM. Executors of other JVMs end with the session. */
    public static void release(String run) {
        ExecutorNode node = NODES.remove(run);
        if (node != null) {
            node.replicas.close();
            node.shards.values().forEach(Shard::close);
        }
    }

    ReplicaPool replicas() {
        return replicas;
    }

    /** A piece of the data, if it lies on this executor's disk. */
    Optional<Shard> shard(Slice slice, Scaler scaler) {
        Opened key = new Opened(slice, scaler.kind());
        Shard open = shards.get(key);
        if (open == null) {
            Path file = LocalFiles.slice(settings.run(), slice);
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            open = shards.computeIfAbsent(key, unused -> ShardFile.open(file, scaler));
        }
        return Optional.of(open);
    }

    /** The state of a worker after a round: from this executor's disk, or from the base where that is of the round. */
    Optional<WorkerState> state(int worker, int round, SavedStates base) {
        if (!settings.steps().keepsState()) {
            return Optional.of(WorkerState.empty(round));
        }
        Optional<WorkerState> here = states.read(worker, round);
        return here.isEmpty() && base.round() == round ? Optional.of(base.read(worker)) : here;
    }

    /** Keeps the state of a worker, where it has any. */
    void keep(int worker, WorkerState state) {
        if (settings.steps().keepsState()) {
            states.write(worker, state);
        }
    }

    /** Ids, labels and importance of a worker's rows; read once. */
    ScoredShard scored(Slice slice, Shard shard, KnownScores scores) {
        return scored.computeIfAbsent(slice, unused -> ShardScores.read(scores, slice, shard));
    }

    /** The rows of a piece that a selection keeps; worked out once a selection. */
    SelectedRows selected(Slice slice, Shard shard, Selection selection, KnownScores scores) {
        Kept kept = selected.get(slice);
        if (kept == null || kept.version != selection.version()) {
            RowScores known = selection.keepsAll() ? RowScores.NONE : scored(slice, shard, scores)::score;
            kept = new Kept(selection.version(), SelectedRows.of(shard, selection, known, settings.selectionSeed()));
            selected.put(slice, kept);
        }
        return kept.rows;
    }
}

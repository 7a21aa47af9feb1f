package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.importance.SortedTable;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * All logical workers in the calling thread, one after the other: the slow reference that every other backend equals bit by bit, and
 * what tests of the loop run on.
 */
public final class LocalBackend implements TrainingBackend {
    private final TrainingPlan plan;
    private final DataSummary data;
    private final Map<Part, List<Shard>> shards;
    private final ReplicaPool replicas;
    private final LongSupplier nanoClock;
    private final Map<Integer, List<WorkerState>> saved = new HashMap<>();
    private List<WorkerState> states = List.of();
    private Optional<ScoreTable> scores = Optional.empty();
    private Optional<Selection> written = Optional.empty();

    /**
     * A backend over packed data.
     *
     * @param shards per part, in order; of the training part one a logical worker
     */
    public LocalBackend(
            TrainingPlan plan,
            DataSummary data,
            Map<Part, List<Shard>> shards,
            ReplicaFactory factory,
            LongSupplier nanoClock) {
        if (shards.getOrDefault(Part.TRAIN, List.of()).size() != plan.training().workers()) {
            throw new IllegalArgumentException("One shard a worker is needed");
        }
        this.plan = plan;
        this.data = data;
        this.shards = new EnumMap<>(shards);
        this.replicas = new ReplicaPool(
                factory,
                plan.training().updater(),
                Worker.microBatch(plan, of(Part.TRAIN).stream().mapToInt(Shard::rows)));
        this.nanoClock = nanoClock;
    }

    private List<Shard> of(Part part) {
        return shards.getOrDefault(part, List.of());
    }

    @Override
    public DataSummary data() {
        return data;
    }

    @Override
    public RoundOutcome train(RoundTask task) {
        Worker.StepSettings settings = Worker.StepSettings.of(plan);
        List<WorkerResult> results = new ArrayList<>();
        try (ReplicaPool.Lease lease = replicas.lease(task.model().network())) {
            int firstRow = 0;
            for (int worker = 0; worker < plan.training().workers(); worker++) {
                Shard shard = of(Part.TRAIN).get(worker);
                int offset = firstRow;
                SelectedRows selected = SelectedRows.of(
                        shard,
                        task.selection(),
                        row -> scores.orElseThrow().score(offset + row),
                        plan.importance().selectionSeed());
                results.add(Worker.train(
                        task, worker, before(task, worker), shard, selected, lease.replica(), settings, nanoClock));
                firstRow += shard.rows();
            }
        }
        states = results.stream().map(WorkerResult::state).toList();
        return RoundOutcome.of(
                task,
                Reduction.mean(results.stream().map(WorkerResult::contribution).toList()),
                results.stream().map(WorkerResult::report).toList(),
                0);
    }

    private WorkerState before(RoundTask task, int worker) {
        return states(task.round() - 1).get(worker);
    }

    /** The workers' states after a round. */
    private List<WorkerState> states(int round) {
        if (round == 0 || !plan.workersKeepState()) {
            return Collections.nCopies(plan.training().workers(), WorkerState.empty(round));
        }
        if (states.isEmpty()) {
            throw new IllegalStateException("The workers' states after round " + round + " are lost");
        }
        return states;
    }

    @Override
    public List<String> saveStates(int round, String directory) {
        saved.put(round, states);
        return List.of();
    }

    @Override
    public void useStates(int round, WorkerFiles files) {
        states = saved.getOrDefault(round, List.of());
    }

    @Override
    public Quality evaluate(Part part, Network network, float[] parameters) {
        try (ReplicaPool.Lease lease = replicas.lease(network)) {
            return Worker.SliceQuality.sum(of(part).stream()
                    .map(shard -> Worker.evaluate(network, parameters, shard, lease.replica()))
                    .toList());
        }
    }

    @Override
    public OrderStatistics score(Network network, List<float[]> snapshots) {
        scores = Optional.of(scored(network, snapshots));
        return readScores();
    }

    private ScoreTable scored(Network network, List<float[]> snapshots) {
        int rows = of(Part.TRAIN).stream().mapToInt(Shard::rows).sum();
        long[] ids = new long[rows];
        int[] labels = new int[rows];
        double[] values = new double[rows];
        ScoreMethod method = plan.importance().source().method();
        int at = 0;
        try (ReplicaPool.Lease lease = replicas.lease(network)) {
            ScoreSettings settings =
                    measured(ScoreSettings.of(plan, data.trainExamples()), network, snapshots, lease.replica());
            int column = settings.methods().indexOf(method);
            for (int worker = 0; worker < plan.training().workers(); worker++) {
                Shard shard = of(Part.TRAIN).get(worker);
                double[] shardScores =
                        Scorer.scores(network, snapshots, shard, lease.replica(), settings, noted(worker))[column];
                for (int row = 0; row < shard.rows(); row++, at++) {
                    ids[at] = shard.id(row);
                    labels[at] = shard.label(row);
                    values[at] = method.importance(shardScores[row]);
                }
            }
        }
        return new ScoreTable(ids, labels, values);
    }

    /** What a worker noted; nothing before the first round. */
    private WorkerState noted(int worker) {
        return states.isEmpty() ? WorkerState.fresh() : states.get(worker);
    }

    private ScoreSettings measured(ScoreSettings settings, Network network, List<float[]> snapshots, Replica replica) {
        if (!settings.measuresDistances()) {
            return settings;
        }
        return settings.from(snapshots.stream()
                .map(snapshot -> FeatureSums.prototypes(of(Part.TRAIN).stream()
                        .map(shard -> Scorer.classSums(network, snapshot, shard, replica, settings.blockRows()))
                        .toList()))
                .toList());
    }

    @Override
    public OrderStatistics readScores() {
        return new SortedTable(
                scores(), data.classes().size(), plan.importance().selectionSeed());
    }

    /** Scores of all training examples by the plan's own method, in hash order. */
    public ScoreTable scores() {
        return scores.orElseThrow(() -> new IllegalStateException("Examples have not been scored"));
    }

    @Override
    public void writeSelection(Selection selection) {
        written = Optional.of(selection);
    }

    /** Ids of the selection that was written, in hash order of the shards. */
    public List<Long> writtenSelection() {
        Selection selection = written.orElseThrow();
        ScoreTable table = scores();
        List<Long> ids = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            long hash = Hashing.hash(table.id(row), plan.importance().selectionSeed());
            if (selection.keeps(table.label(row), table.score(row), hash)) {
                ids.add(table.id(row));
            }
        }
        return ids;
    }

    @Override
    public List<double[]> taylorImportance(Network network, float[] parameters, int batches) {
        List<Shard> train = of(Part.TRAIN);
        int batchRows = plan.training().batch();
        int[] shares = Worker.firstBatches(train.stream().map(Shard::rows).toList(), batchRows, batches);
        List<List<double[]>> sums = new ArrayList<>();
        try (ReplicaPool.Lease lease = replicas.lease(network)) {
            for (int shard = 0; shard < shares.length; shard++) {
                sums.add(Worker.taylorSums(
                        network, parameters, train.get(shard), lease.replica(), batchRows, shares[shard]));
            }
        }
        return Worker.meanOf(network, sums, Arrays.stream(shares).sum());
    }

    @Override
    public void close() {
        replicas.close();
    }
}

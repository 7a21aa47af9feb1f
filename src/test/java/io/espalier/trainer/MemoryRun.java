package io.espalier.trainer;

import io.espalier.importance.OrderStatistics;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.Cause;
import io.espalier.run.DataSummary;
import io.espalier.run.Ledger;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import io.espalier.testing.SyntheticData;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A run on the synthetic data with the reference replica, all of it in memory; keeps what went through the seams.
 *
 * <p>Its clock moves by a microsecond whenever it is read.
 */
final class MemoryRun {
    static final int ROWS = 600;

    final TrainingPlan plan;
    final Network network;
    final SyntheticData data;
    final List<RoundTask> tasks = new ArrayList<>();
    final List<RoundOutcome> outcomes = new ArrayList<>();
    final List<RoundRecord> rounds = new ArrayList<>();
    final List<RoundRecord> roundsTold = new ArrayList<>();
    final List<String> phasesStarted = new ArrayList<>();
    final List<PhaseRecord> phasesEnded = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<TrainerState> saved = new ArrayList<>();
    final List<List<float[]>> scoredSnapshots = new ArrayList<>();
    final List<List<double[]>> measuredUnits = new ArrayList<>();
    /** Ids of the examples presented, per round. */
    final List<List<Long>> presented = new ArrayList<>();

    LocalBackend local;
    int stopAfter = Integer.MAX_VALUE;
    double stoodStillSeconds;
    Optional<Ledger> ledger = Optional.empty();
    private final LongSupplier clock;
    private Optional<HybridConstraintTrainer> trainer = Optional.empty();
    private Optional<TrainerState> end = Optional.empty();
    private long nanos;
    private boolean training;

    MemoryRun(TrainingPlan plan) {
        this(plan, ROWS, ReferenceReplica.factory());
    }

    MemoryRun(TrainingPlan plan, int rows, ReplicaFactory factory) {
        this.plan = plan;
        this.network = Plans.network(plan);
        this.data = SyntheticData.of(plan, rows);
        this.clock = () -> nanos += 1000;
        Map<Part, List<Shard>> shards = new EnumMap<>(data.shards());
        shards.put(
                Part.TRAIN,
                data.shards().get(Part.TRAIN).stream().map(this::watched).toList());
        this.local = new LocalBackend(plan, data.summary(), shards, factory, clock);
    }

    /** A run with some keys set that has been trained to its end. */
    static MemoryRun trained(String... sets) {
        MemoryRun run = new MemoryRun(Plans.of(sets));
        run.train();
        return run;
    }

    TrainerState fresh() {
        float[] parameters = InitialWeights.of(network, plan.training().seed());
        boolean averaged = plan.averaging().inner() == Inner.AVERAGE;
        float[][] moments =
                new float[averaged ? ReplicaFactory.moments(plan.training().updater()) : 0][parameters.length];
        return TrainerState.start(
                new ModelState(network, parameters, moments, 0), plan.training().workers());
    }

    TrainerState train() {
        return train(fresh());
    }

    TrainerState train(TrainerState start) {
        Ledger runLedger = new Ledger(clock, start.history().seconds());
        runLedger.addEarlier(Cause.STOPPED, stoodStillSeconds);
        ledger = Optional.of(runLedger);
        TrainerSeams seams =
                new TrainerSeams(new Memory(), rounds::add, new Witness(), () -> rounds.size() >= stopAfter, runLedger);
        trainer = Optional.of(new HybridConstraintTrainer(plan, network, start, new Capture(), seams));
        end = Optional.of(trainer().train());
        return end();
    }

    /** Goes on from a state of another run of the same plan, whose backend has the scores and the workers' saved states. */
    TrainerState resume(MemoryRun interrupted, TrainerState from) {
        local = interrupted.local;
        return train(from);
    }

    /** The model after a round, counted from 0, of a plan whose outer step is the average. */
    ModelState model(int round) {
        RoundTask task = tasks.get(round);
        RoundOutcome outcome = copy(outcomes.get(round));
        return new ModelState(
                task.model().network(),
                outcome.parameters(task, new OuterStep.Average(), new float[0]),
                outcome.mean().moments(),
                task.model().updates() + task.steps());
    }

    HybridConstraintTrainer trainer() {
        return trainer.orElseThrow();
    }

    /** The state that training ended in. */
    TrainerState end() {
        return end.orElseThrow();
    }

    TrainedModel finish() {
        return trainer().finish(end());
    }

    String sha256() {
        return finish().results().weightsSha256();
    }

    /** Units of the groups at full constraint. */
    Map<String, Integer> targets() {
        return trainer().constraint().units();
    }

    /** Accuracy of weights of a network on a part, one example after the other. */
    double accuracy(Part part, Network evaluated, float[] parameters) {
        ReferenceReplica replica =
                new ReferenceReplica(evaluated, plan.training().updater(), 1);
        replica.load(parameters, new float[0][], 0);
        int correct = 0;
        int all = 0;
        for (Shard shard : data.shards().get(part)) {
            Batch batch = new Batch(1, shard.featureCount());
            for (int row = 0; row < shard.rows(); row++, all++) {
                shard.read(new int[] {row}, 1, batch);
                float[] outputs = new float[SyntheticData.CLASSES];
                replica.outputs(batch, outputs);
                float most = Math.max(outputs[0], Math.max(outputs[1], outputs[2]));
                correct += outputs[shard.label(row)] == most ? 1 : 0;
            }
        }
        return (double) correct / all;
    }

    /** Notes which examples are read while a round is trained. */
    private Shard watched(Shard shard) {
        return new WatchedShard(shard, (rows, count) -> {
            for (int i = 0; training && i < count; i++) {
                presented.get(presented.size() - 1).add(shard.id(rows[i]));
            }
        });
    }

    /** Keeps checkpoints. */
    private final class Memory implements Checkpoints {
        @Override
        public WorkerFiles save(TrainerState state, WorkerWriter workers) {
            saved.add(state);
            return new WorkerFiles("memory", workers.write("memory"));
        }

        @Override
        public Optional<TrainerState> latest() {
            return saved.isEmpty() ? Optional.empty() : Optional.of(saved.get(saved.size() - 1));
        }
    }

    /** Keeps what a listener is told. */
    private final class Witness implements TrainingListener {
        @Override
        public void phaseStarted(String phase) {
            phasesStarted.add(phase);
        }

        @Override
        public void roundEnded(RoundRecord round) {
            roundsTold.add(round);
        }

        @Override
        public void phaseEnded(PhaseRecord phase) {
            phasesEnded.add(phase);
        }

        @Override
        public void warned(String message) {
            warnings.add(message);
        }
    }

    private static RoundOutcome copy(RoundOutcome outcome) {
        Reduction.Mean mean = new Reduction.Mean(
                outcome.mean().change().clone(),
                Arrays.stream(outcome.mean().moments()).map(float[]::clone).toArray(float[][]::new));
        return new RoundOutcome(
                mean, outcome.reports(), outcome.schedulingSeconds(), outcome.bytesDown(), outcome.incidents());
    }

    /** The local backend; keeps tasks and outcomes. */
    private final class Capture implements TrainingBackend {
        @Override
        public DataSummary data() {
            return local.data();
        }

        @Override
        public RoundOutcome train(RoundTask task) {
            tasks.add(task);
            presented.add(new ArrayList<>());
            training = true;
            RoundOutcome outcome = local.train(task);
            // The trainer makes the next weights out of the average.
            outcomes.add(copy(outcome));
            training = false;
            return outcome;
        }

        @Override
        public List<String> saveStates(int round, String directory) {
            return local.saveStates(round, directory);
        }

        @Override
        public void useStates(int round, WorkerFiles files) {
            local.useStates(round, files);
        }

        @Override
        public Quality evaluate(Part part, Network evaluated, float[] parameters) {
            return local.evaluate(part, evaluated, parameters);
        }

        @Override
        public OrderStatistics score(Network scored, List<float[]> snapshots) {
            scoredSnapshots.add(snapshots);
            return local.score(scored, snapshots);
        }

        @Override
        public OrderStatistics readScores() {
            return local.readScores();
        }

        @Override
        public void writeSelection(Selection selection) {
            local.writeSelection(selection);
        }

        @Override
        public List<double[]> taylorImportance(Network measured, float[] parameters, int batches) {
            List<double[]> importance = local.taylorImportance(measured, parameters, batches);
            measuredUnits.add(importance);
            return importance;
        }

        @Override
        public void close() {
            local.close();
        }
    }
}

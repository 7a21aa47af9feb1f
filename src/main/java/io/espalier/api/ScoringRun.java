package io.espalier.api;

import io.espalier.UserException;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.run.PlanIdentity;
import io.espalier.run.ScoreLineage;
import io.espalier.run.ScoreLineage.Proxy;
import io.espalier.run.ScoringRequest;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.JobOwner;
import io.espalier.spark.RunTables;
import io.espalier.spark.SparkBackend;
import io.espalier.spark.TableDirectory;
import io.espalier.spark.task.Admission;
import io.espalier.store.JsonDocument;
import io.espalier.store.LineageJson;
import io.espalier.store.OwnerLock;
import io.espalier.store.RunDirectory;
import io.espalier.store.RunId;
import io.espalier.store.ScoringDirectory;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.ScorableOutputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One scoring: trains the networks that score, or takes the one given, and has the executors write the table. The driver holds no score.
 *
 * <p>The same call goes on where an earlier one was stopped or killed: complete trainings are kept, the table is there whole or not at
 * all. Close it to give up the directory.
 */
final class ScoringRun implements AutoCloseable {
    private final TrainingPlan plan;
    private final ScoringOptions asked;
    private final TrainingOptions options;
    private final Clock clock;
    private final Path existing;
    private final boolean fresh;
    private final ScoringDirectory directory;
    private final OwnerLock lock;
    private final List<TrainingPlan> trainings;
    private final String runId;
    private final Optional<String> networkSha256;
    private Optional<Proxy> scoredBy = Optional.empty();
    private Optional<Lineages> lineages = Optional.empty();

    private ScoringRun(
            TrainingPlan plan,
            Path path,
            ScoringOptions asked,
            TrainingOptions options,
            Clock clock,
            List<TrainingPlan> trainings,
            Optional<String> networkSha256) {
        this.plan = plan;
        this.asked = asked;
        this.options = options;
        this.clock = clock;
        this.trainings = trainings;
        this.networkSha256 = networkSha256;
        this.existing = RunDirectory.existing(path);
        this.fresh = !Files.exists(path);
        this.directory = ScoringDirectory.at(path);
        this.lock = directory.own();
        this.runId = RunId.of(plan.name() + "-scores", PlanIdentity.hash(plan), clock.instant());
    }

    /**
     * A scoring in a directory.
     *
     * @throws UserException if the directory can't be used, or the plan does not say how long networks are trained
     */
    static ScoringRun at(Path path, TrainingPlan plan, ScoringOptions asked, TrainingOptions options, Clock clock) {
        List<TrainingPlan> trainings = new ArrayList<>();
        for (int number = 1; asked.model().isEmpty() && number <= asked.replicas(); number++) {
            trainings.add(ProxyTrainings.plan(plan, number, asked.fraction()));
        }
        return new ScoringRun(plan, path, asked, options, clock, trainings, NetworkFile.sha256(plan));
    }

    /** Scores, or finds that it is done. */
    ScoringResult score() {
        try {
            if (writes()) {
                TableDirectory.requireFreeInRun(directory.scores(), this::afterwards);
            }
            if (!Files.exists(directory.request())) {
                writeRequest(); // executors are asked whether they can read it
            }
            return options.inCluster(plan, cluster -> cluster.doing(this::afterwards, () -> score(cluster)));
        } catch (UserException e) {
            if (!canGoOn() && lock.holds()) {
                directory.delete(existing);
            }
            throw e;
        }
    }

    /** Whether there is no table yet, or another one takes its place. */
    private boolean writes() {
        return !Files.exists(directory.scores()) || asked.replaces();
    }

    /** Whether there is something to go on from. */
    private boolean canGoOn() {
        return !fresh || directory.begun(1).isPresent();
    }

    private String afterwards() {
        return canGoOn() ? ScoringDirectory.GOING_ON : "start again";
    }

    private void writeRequest() {
        new JsonDocument<>(ScoringRequest.class)
                .write(
                        new ScoringRequest(
                                ScoringRequest.SCHEMA_VERSION,
                                PlanIdentity.values(plan),
                                plan.importance().source().methods(),
                                asked.model().map(Path::toString),
                                seeds()),
                        directory.request());
    }

    private List<Long> seeds() {
        return trainings.stream().map(training -> training.training().seed()).toList();
    }

    private ScoringResult score(Cluster cluster) {
        cluster.requireShared(directory.path());
        ReplicaFactory replicas = Engines.factory(plan);
        Site site = new Site(cluster, replicas, cluster.kernelProbe(replicas));
        if (!writes()) {
            return with(site, backend -> known(backend, site));
        }
        directory.keepProxiesOf(networkSha256.orElse(""));
        List<TrainingResult> runs = train(site);
        return runs.size() < trainings.size() ? stopped() : with(site, backend -> write(backend, site, runs));
    }

    /** Where it is computed. */
    private record Site(Cluster cluster, ReplicaFactory replicas, String kernels) {}

    private List<TrainingResult> train(Site site) {
        TrainingOptions inside = TrainingOptions.defaults()
                .cluster(site.cluster())
                .listener(options.listener())
                .stopWhen(options.stopRequested());
        return new ProxyTrainings(plan, directory, clock, inside, site.kernels()).train(trainings);
    }

    /** Opens the data for one piece of work. */
    private <R> R with(Site site, Function<SparkBackend, R> work) {
        Admission admission = site.cluster().admission(site.kernels(), directory.request());
        RunTables tables = new RunTables(
                directory.scores(),
                directory.path().resolve("selection"),
                (table, data, pass) -> LineageJson.write(
                        lineages.orElseThrow()
                                .of(data, scoredBy.orElseThrow(), Provenances.versions(site.cluster()), pass.seconds()),
                        table));
        JobOwner owner = new JobOwner(runId, this::afterwards);
        try (SparkBackend backend =
                site.cluster().open(owner, plan, admission, site.replicas(), tables, clock::millis)) {
            return work.apply(backend);
        }
    }

    /** A table that is there and was computed from the same; one that was not is refused. */
    private ScoringResult known(SparkBackend backend, Site site) {
        ScoreLineage lineage = LineageJson.read(directory.scores())
                .orElseThrow(() -> new UserException(directory.scores()
                        + " has no _lineage.json: what it was computed from can't be told; choose another output, or replace"
                        + " it with --force-scores"));
        DataSummary data = backend.data();
        Optional<ScoringNetworks> given = asked.model().map(model -> given(model, data));
        Proxy proxy = given.map(ScoringNetworks::origin).orElseGet(() -> Proxy.trainings(trainings, List.of()));
        Network network = given.map(ScoringNetworks::network)
                .orElseGet(() -> PlannedNetwork.of(plan, data).network());
        Lineages here = lineagesBy(network, site);
        List<String> differences = new ArrayList<>(lineage.differences(plan, data, networkSha256.orElse("")));
        differences.addAll(
                lineage.differences(plan.importance().source().methods(), proxy, here.computation(), here.makers()));
        if (!differences.isEmpty()) {
            throw new UserException(directory.scores() + " has scores of something else: "
                    + String.join("; ", differences) + "; choose another output, or replace it with --force-scores");
        }
        return new ScoringResult(directory.scores(), Optional.of(lineage), true);
    }

    private ScoringResult write(SparkBackend backend, Site site, List<TrainingResult> runs) {
        DataSummary data = backend.data();
        runs.forEach(run -> requireTrainedOn(data, run));
        ScoringNetworks networks = asked.model()
                .map(model -> given(model, data))
                .orElseGet(() -> ScoringNetworks.trained(trainings, runs, data));
        ScorableOutputs.refusal(networks.network(), plan.importance().source().methods())
                .ifPresent(reason -> {
                    throw new UserException("importance.method: " + reason);
                });
        Engines.requireSupported(plan, networks.network());
        backend.requireScoringMemory(networks.network(), Runtime.getRuntime().maxMemory());
        if (runs.isEmpty()) {
            options.listener().dataRead(data);
        }
        scoredBy = Optional.of(networks.origin());
        lineages = Optional.of(lineagesBy(networks.network(), site));
        writeRequest();
        backend.writeScores(
                networks.network(), networks.weights(), networks.scaling().orElseGet(backend::scaler));
        return new ScoringResult(directory.scores(), LineageJson.read(directory.scores()), false);
    }

    /** A complete training of before was not compared with the data. */
    private static void requireTrainedOn(DataSummary data, TrainingResult run) {
        String known = run.record().data().orElseThrow().fingerprint();
        if (!known.equals(data.fingerprint())) {
            throw new UserException(run.directory() + " was trained on other data (fingerprint " + known + ", now "
                    + data.fingerprint() + "); remove it, or choose another output");
        }
    }

    private Lineages lineagesBy(Network network, Site site) {
        return Lineages.by(network, plan, networkSha256, runId, site.cluster());
    }

    private ScoringNetworks given(Path model, DataSummary data) {
        return ScoringNetworks.given(model, data, plan.data().labelled());
    }

    private ScoringResult stopped() {
        return new ScoringResult(directory.scores(), Optional.empty(), false);
    }

    @Override
    public void close() {
        lock.close();
    }
}

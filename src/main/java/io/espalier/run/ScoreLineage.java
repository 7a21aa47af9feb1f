package io.espalier.run;

import io.espalier.Words;
import io.espalier.importance.ScoreMethod;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code _lineage.json} beside a table of scores: what the scores were computed from, so that they are used for nothing else.
 *
 * @param schemaVersion of this format
 * @param methods columns of the table
 * @param dataFingerprint of the data set, see {@link DataSummary}
 * @param examples rows of the table
 * @param runId run that wrote the table
 * @param planIdentity hash of that run's plan
 * @param plan keys of that plan that decide which examples there are, what scores them and what is drawn, with their values, that of
 *     {@code network.path} being the SHA-256 of its file
 * @param proxy the network that scored
 * @param computation engine, blocks and shards
 * @param versions of espalier, java, spark, dl4j and kernels
 * @param seconds that the scoring took, without the training of the proxy
 */
public record ScoreLineage(
        int schemaVersion,
        List<Column> methods,
        String dataFingerprint,
        long examples,
        String runId,
        String planIdentity,
        Map<String, String> plan,
        Proxy proxy,
        ScoreComputation computation,
        Map<String, String> versions,
        double seconds) {
    /** The version that this code writes. */
    public static final int SCHEMA_VERSION = 4;

    /** The version of this program, among the versions. */
    public static final String ESPALIER = "espalier";

    /** Hash of the kernels that the engine computed by, among the versions. */
    public static final String KERNELS = "kernels";

    /** Where the data lies is no matter: its fingerprint says what it is. */
    private static final Set<String> PLACES =
            Set.of("data.path", "data.images", "data.labels", "data.test_path", "data.validation_path");

    private static final String SEED = "importance.seed";

    private static final String NETWORK_FILE = "network.path";

    public ScoreLineage {
        methods = List.copyOf(methods);
        plan = Collections.unmodifiableMap(new LinkedHashMap<>(plan));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /**
     * One column.
     *
     * @param name of the method
     * @param highIsImportant whether its high values are those of important examples
     */
    public record Column(String name, boolean highIsImportant) {
        /** The column of a method. */
        public static Column of(ScoreMethod method) {
            return new Column(method.column(), method.highIsImportant());
        }
    }

    /**
     * The network that scored.
     *
     * @param kind where its weights come from
     * @param count of the weights whose scores were averaged
     * @param seeds of the trainings that gave them; that of the run for snapshots; none for a model
     * @param weightsSha256 of each of the weights, as a run's record has it; none for snapshots
     * @param training keys of the plan that decide its weights, but for the seed and the engine, with their values; none for a model
     */
    public record Proxy(
            Kind kind, int count, List<Long> seeds, List<String> weightsSha256, Map<String, String> training) {
        public Proxy {
            seeds = List.copyOf(seeds);
            weightsSha256 = List.copyOf(weightsSha256);
            training = Collections.unmodifiableMap(new LinkedHashMap<>(training));
        }

        /** Moments of a run's own training. */
        public static Proxy snapshots(TrainingPlan plan, int count) {
            return new Proxy(Kind.SNAPSHOTS, count, List.of(plan.training().seed()), List.of(), trainingOf(plan));
        }

        /**
         * Short trainings of their own.
         *
         * @param plans at least one; they differ in the seed only
         * @param weightsSha256 of each, in their order; empty where they are not trained yet
         */
        public static Proxy trainings(List<TrainingPlan> plans, List<String> weightsSha256) {
            return new Proxy(
                    Kind.TRAININGS,
                    plans.size(),
                    plans.stream().map(plan -> plan.training().seed()).toList(),
                    weightsSha256,
                    trainingOf(plans.get(0)));
        }

        /** A model that was given. */
        public static Proxy model(String weightsSha256) {
            return new Proxy(Kind.MODEL, 1, List.of(), List.of(weightsSha256), Map.of());
        }

        private static Map<String, String> trainingOf(TrainingPlan plan) {
            Map<String, String> keys = new LinkedHashMap<>(PlanIdentity.values(plan));
            keys.keySet()
                    .removeIf(key -> key.equals("training.seed")
                            || key.equals("training.engine")
                            || !isOfTraining(key)
                            || !BaselineKeys.decides(key, plan));
            return keys;
        }

        private static boolean isOfTraining(String key) {
            return key.startsWith("training.") || key.startsWith("averaging.") || key.startsWith("importance.");
        }

        /** Where weights come from. */
        public enum Kind {
            /** Moments of the run's own training. */
            SNAPSHOTS,
            /** Short trainings of their own, each from its seed. */
            TRAININGS,
            /** A model that was given. */
            MODEL
        }
    }

    /**
     * The keys of a plan that decide which examples there are, the seed of draws, and, unless a model was given, those of the network.
     *
     * @param networkSha256 SHA-256 of the file at {@code network.path}, in hex; empty where the plan names none
     */
    public static Map<String, String> keysOf(TrainingPlan plan, Proxy.Kind proxy, String networkSha256) {
        Map<String, String> keys = new LinkedHashMap<>(PlanIdentity.values(plan));
        keys.keySet()
                .removeIf(key -> PLACES.contains(key)
                        || !(key.equals(SEED)
                                || key.startsWith("data.")
                                || proxy != Proxy.Kind.MODEL && key.startsWith("network.")));
        if (!networkSha256.isEmpty()) {
            keys.computeIfPresent(NETWORK_FILE, (key, path) -> "SHA-256 " + networkSha256);
        }
        return keys;
    }

    /**
     * How the data and plan of a job differ from those of the table: empty where its scores are those of the job's examples.
     *
     * @param networkSha256 SHA-256 of the file at the job's {@code network.path}, in hex; empty where it names none
     * @return one part of a sentence each, the table's value before the job's
     */
    public List<String> differences(TrainingPlan job, DataSummary data, String networkSha256) {
        List<String> differences = new ArrayList<>();
        differ("schema_version", schemaVersion, SCHEMA_VERSION, differences);
        differ("data_fingerprint", dataFingerprint, data.fingerprint(), differences);
        differ("examples", examples, data.trainExamples(), differences);
        Map<String, String> keys = keysOf(job, proxy.kind(), networkSha256);
        if (!draws(job)) {
            keys.computeIfPresent(SEED, (key, here) -> plan.getOrDefault(key, here));
        }
        plan.forEach((key, value) -> differ(key, value, keys.getOrDefault(key, "-"), differences));
        return List.copyOf(differences);
    }

    /** Whether scores that a job asks for depend on the seed of its draws. */
    private static boolean draws(TrainingPlan job) {
        List<ScoreMethod> asked = job.importance().source().methods();
        return asked.contains(ScoreMethod.RANDOM)
                || asked.contains(ScoreMethod.PROTOTYPE) && !job.data().labelled();
    }

    /**
     * How other columns, another network or another computation are asked for than the table has: empty where it has what is asked for.
     *
     * @param asked weights that are not known yet are not compared
     * @param by what the scores would be computed by
     * @param makers the version of this program and the kernels that it would compute by
     * @return one part of a sentence each, the table's value before what is asked for
     */
    public List<String> differences(
            List<ScoreMethod> columns, Proxy asked, ScoreComputation by, Map<String, String> makers) {
        List<String> differences = new ArrayList<>();
        differByMaker(ESPALIER, makers, differences);
        List<String> names = methods.stream().map(Column::name).toList();
        for (ScoreMethod column : columns) {
            if (!names.contains(column.column())) {
                differences.add("columns " + String.join(", ", names) + ", here " + column.column());
            }
        }
        if (proxy.kind() != asked.kind()) {
            differ("proxy", Words.word(proxy.kind()), Words.word(asked.kind()), differences);
            return List.copyOf(differences);
        }
        differ("seeds", proxy.seeds(), asked.seeds(), differences);
        if (!asked.weightsSha256().isEmpty()) {
            differ("weights", proxy.weightsSha256(), asked.weightsSha256(), differences);
        }
        proxy.training()
                .forEach((key, value) -> differ(key, value, asked.training().getOrDefault(key, "-"), differences));
        differences.addAll(computation.differences(by, columns));
        if (computation.engine() == by.engine() && ScoreComputation.computes(columns)) {
            differByMaker(KERNELS, makers, differences);
        }
        // Shards decide weights and sums.
        return differences.stream().distinct().toList();
    }

    private void differByMaker(String key, Map<String, String> makers, List<String> differences) {
        differ(key, versions.getOrDefault(key, "-"), makers.getOrDefault(key, "-"), differences);
    }

    static void differ(String key, Object there, Object here, List<String> differences) {
        if (!there.equals(here)) {
            differences.add(key + " " + there + ", here " + here);
        }
    }
}

package io.espalier.config;

import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.ConstraintPlan;
import io.espalier.run.TrainingPlan.DataPlan;
import io.espalier.run.TrainingPlan.ImportancePlan;
import io.espalier.run.TrainingPlan.NetworkKind;
import io.espalier.run.TrainingPlan.NetworkPlan;
import io.espalier.run.TrainingPlan.PhasePlan;
import io.espalier.run.TrainingPlan.ScheduleKind;
import io.espalier.run.TrainingPlan.SchedulePlan;
import io.espalier.run.TrainingPlan.SelectionMethod;
import io.espalier.run.TrainingPlan.Source;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the keys of a plan ask of each other. What one key asks of its own value stands in its {@link io.espalier.run.Setting}. */
final class PlanRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final TrainingPlan plan;
    private final Map<String, String> places;
    private final String fileName;

    /**
     * Rules over one plan.
     *
     * @param places where the keys that were given stand, by dotted key
     * @param fileName place of everything else
     */
    PlanRules(TrainingPlan plan, Map<String, String> places, String fileName) {
        this.plan = plan;
        this.places = places;
        this.fileName = fileName;
    }

    /** Throws for the first rule that the plan breaks. */
    void check() {
        require(
                NAME.matcher(plan.name()).matches(),
                "name",
                "must be letters, digits, '.', '_' and '-', at most 100, the first a letter or digit: " + plan.name());
        checkSource(plan.data());
        checkSplit(plan.data());
        checkNetwork(plan.network());
        checkPhases(plan.phases());
        checkTargets(plan.constraint(), plan.importance());
        checkSchedule(plan.constraint().schedule());
        checkSelection(plan.importance());
    }

    private void checkSource(DataPlan data) {
        boolean idx = data.source() == Source.IDX;
        boolean pair = data.images().isPresent() && data.labels().isPresent();
        require(
                data.images().isPresent() == data.labels().isPresent(),
                data.images().isPresent() ? "data.images" : "data.labels",
                "goes with " + (data.images().isPresent() ? "data.labels" : "data.images") + "; give both or none");
        require(idx || !pair, "data.images", "is for source idx only");
        if (data.source() == Source.DIGITS) {
            require(data.path().isEmpty(), "data.path", "is not for source digits, which is embedded");
            require(data.testPath().isEmpty(), "data.test_path", "is not for source digits, which is embedded");
            require(
                    data.validationPath().isEmpty(),
                    "data.validation_path",
                    "is not for source digits, which is embedded");
        } else {
            require(
                    data.path().isPresent() || pair,
                    "data.path",
                    "must be given for source " + ValueType.Choice.word(data.source())
                            + (idx ? ", or data.images and data.labels" : ""));
            require(data.path().isEmpty() || !pair, "data.path", "and data.images exclude each other");
        }
        List<Integer> image = data.image();
        require(
                image.isEmpty() || (image.size() == 3 && image.stream().allMatch(size -> size > 0)),
                "data.image",
                "must be [height, width, channels], each at least 1: " + image);
    }

    private void checkSplit(DataPlan data) {
        require(data.folds() != 1, "data.folds", "must be 0 or at least 2: 1");
        require(
                data.fold() < Math.max(1, data.folds()),
                "data.fold",
                "must be below data.folds (" + data.folds() + "): " + data.fold());
        require(
                data.folds() == 0 || data.testPath().isEmpty(),
                "data.folds",
                "and data.test_path exclude each other: each says what the test part is");
        BigDecimal held = data.testFraction().add(data.validationFraction());
        require(
                data.folds() > 0 || held.compareTo(BigDecimal.ONE) < 0,
                "data.test_fraction",
                "and data.validation_fraction must leave training examples; together they are " + held.toPlainString());
    }

    private void checkNetwork(NetworkPlan network) {
        boolean file = network.kind() == NetworkKind.DL4J || network.kind() == NetworkKind.MODEL;
        String kind = ValueType.Choice.word(network.kind());
        require(!file || network.path().isPresent(), "network.path", "must be given for kind " + kind);
        require(file || network.path().isEmpty(), "network.path", "is not for kind " + kind);
        require(!file || network.hidden().isEmpty(), "network.hidden", "is not for kind " + kind + ": the file has it");
        require(
                network.hidden().stream().allMatch(units -> units > 0),
                "network.hidden",
                "must be at least 1 each: " + network.hidden());
        require(
                network.kind() != NetworkKind.LENET
                        || network.hidden().isEmpty()
                        || network.hidden().size() == 3,
                "network.hidden",
                "of kind lenet must be [channels, channels, dense units] or empty: " + network.hidden());
    }

    private void checkPhases(List<PhasePlan> phases) {
        BigDecimal sum = phases.stream().map(PhasePlan::fraction).reduce(BigDecimal.ZERO, BigDecimal::add);
        require(
                sum.compareTo(BigDecimal.ONE) == 0,
                "phases",
                "must have fractions that sum to 1 exactly: " + sum.toPlainString());
    }

    private void checkTargets(ConstraintPlan constraint, ImportancePlan importance) {
        if (constraint.intensity().isEmpty()) {
            return;
        }
        Map<String, Optional<BigDecimal>> targets = new LinkedHashMap<>();
        targets.put("constraint.parameter_reduction", constraint.parameterReduction());
        targets.put("constraint.embedding_dimension_factor", constraint.embeddingDimensionFactor());
        targets.put("constraint.attention_head_factor", constraint.attentionHeadFactor());
        targets.put("constraint.feed_forward_factor", constraint.feedForwardFactor());
        targets.put("importance.kept", importance.kept());
        targets.forEach((key, target) -> require(
                target.isEmpty(), key, "and constraint.intensity exclude each other: intensity sets all targets"));
    }

    private void checkSchedule(SchedulePlan schedule) {
        String key = "constraint.schedule";
        require(
                schedule.kind() != ScheduleKind.EXPONENTIAL || schedule.initial() > 0,
                key + ".initial",
                "must be above 0 for kind exponential, such as 0.01: " + schedule.initial());
        boolean stages = schedule.kind() == ScheduleKind.STAGES;
        require(stages != schedule.stages().isEmpty(), key + ".stages", "goes with kind stages; give both or none");
        double before = -1;
        for (List<Double> stage : schedule.stages()) {
            boolean pair = stage.size() == 2 && stage.stream().allMatch(number -> number >= 0 && number <= 1);
            require(
                    pair && stage.get(0) > before,
                    key + ".stages",
                    "must be pairs [fraction, value] in [0, 1] with rising fractions: " + stage);
            before = stage.get(0);
        }
    }

    private void checkSelection(ImportancePlan importance) {
        BigDecimal most = BigDecimal.ONE.subtract(importance.hardestDropped());
        boolean ccs = importance.selection() == SelectionMethod.CCS;
        require(
                ccs || importance.hardestDropped().signum() == 0,
                "importance.hardest_dropped",
                "is for selection ccs only");
        require(
                importance.kept().filter(kept -> kept.compareTo(most) > 0).isEmpty(),
                "importance.kept",
                "can't be above 1 - importance.hardest_dropped = " + most.toPlainString());
    }

    private void require(boolean kept, String key, String rule) {
        if (!kept) {
            throw new UserException(place(key) + ": " + key + " " + rule);
        }
    }

    /** Where the key stands, or the nearest key above it that was given. */
    private String place(String key) {
        String place = places.get(key);
        int dot = key.lastIndexOf('.');
        if (place == null && dot > 0) {
            return place(key.substring(0, dot));
        }
        return place == null ? fileName : place;
    }
}

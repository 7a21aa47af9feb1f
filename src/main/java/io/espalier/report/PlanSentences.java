package io.espalier.report;

import static io.espalier.Words.plain;

import io.espalier.run.Budget;
import io.espalier.run.ConstraintPlan;
import io.espalier.run.DynamicPlan;
import io.espalier.run.ImportancePlan;
import io.espalier.run.NetworkPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as sentences that a person reads first; the exact keys stand in {@link PlanKeys}. */
final class PlanSentences {
    /** Holds where neither targets nor an intensity are given. */
    private static final BigDecimal DEFAULT_REDUCTION = new BigDecimal("0.5");

    private PlanSentences() {}

    static List<String> of(TrainingPlan plan) {
        List<String> sentences = new ArrayList<>();
        sentences.add(training(plan));
        sentences.add(plan.phases().stream()
                .map(phase -> percent(phase.fraction()) + " " + word(phase.kind()))
                .collect(Collectors.joining(", ", "Phases: ", ".")));
        if (plan.constrains()) {
            sentences.add(network(plan.constraint()));
            sentences.add(examples(plan));
        }
        if (plan.importance().dynamic().skips()) {
            sentences.add(passedOver(plan.importance().dynamic()));
        }
        return sentences;
    }

    private static String training(TrainingPlan plan) {
        TrainingSettings training = plan.training();
        return "Train " + name(plan.network()) + " on "
                + plan.data()
                        .path()
                        .map(path -> path + " (" + word(plan.data().source()) + ")")
                        .orElse(word(plan.data().source()))
                + " for " + length(training.budget()) + ": " + training.workers()
                + (training.workers() == 1 ? " worker" : " workers") + ", batches of " + training.batch()
                + ", averaged every "
                + training.stepsPerRound() + " steps, "
                + word(training.updater().kind()) + " at "
                + plain(BigDecimal.valueOf(training.updater().learningRate())) + ", seed "
                + training.seed() + ".";
    }

    private static String name(NetworkPlan network) {
        String hidden = network.hidden().stream().map(String::valueOf).collect(Collectors.joining("-"));
        String kind =
                switch (network.kind()) {
                    case MLP -> "an MLP";
                    case LENET -> "a LeNet";
                    case RESNET -> "a ResNet";
                    case DL4J -> "the DL4J network";
                    case MODEL -> "the model";
                };
        return kind
                + (hidden.isEmpty() ? "" : " " + hidden)
                + network.path().map(path -> " " + path).orElse("");
    }

    private static String length(Budget budget) {
        return budget.epochs()
                .map(epochs -> plain(epochs) + " epochs")
                .orElseGet(() -> Numbers.count(budget.steps().orElseThrow()) + " steps a worker");
    }

    private static String network(ConstraintPlan constraint) {
        List<String> targets = new ArrayList<>();
        constraint
                .intensity()
                .ifPresent(intensity -> targets.add("narrow it at intensity " + intensity.toPlainString()));
        boolean factors = constraint.embeddingDimensionFactor().isPresent()
                || constraint.attentionHeadFactor().isPresent()
                || constraint.feedForwardFactor().isPresent();
        if (constraint.parameterReduction().isPresent() || (targets.isEmpty() && !factors)) {
            targets.add("remove " + percent(constraint.parameterReduction().orElse(DEFAULT_REDUCTION))
                    + " of the parameters");
        }
        constraint
                .embeddingDimensionFactor()
                .ifPresent(factor -> targets.add("keep " + percent(factor) + " of the width"));
        constraint.attentionHeadFactor().ifPresent(factor -> targets.add("keep " + percent(factor) + " of the heads"));
        constraint
                .feedForwardFactor()
                .ifPresent(factor -> targets.add("keep " + percent(factor) + " of the feed-forward units"));
        return capital(String.join(", ", targets)) + ", units chosen by " + word(constraint.units()) + ", schedule "
                + word(constraint.schedule().kind()) + ".";
    }

    private static String examples(TrainingPlan plan) {
        ImportancePlan importance = plan.importance();
        String kept = importance.selection().kept().isEmpty()
                        && plan.constraint().intensity().isPresent()
                ? "as many examples as the intensity says"
                : percent(plan.keptFraction()) + " of the training examples";
        String all = importance.selection().fullDataFraction().signum() == 0
                ? "."
                : "; train on all of them in the last "
                        + percent(importance.selection().fullDataFraction()) + " of the budget.";
        return "Keep " + kept + ", scored by " + word(importance.source().method()) + " and chosen by "
                + word(importance.selection().method()) + all;
    }

    private static String passedOver(DynamicPlan dynamic) {
        return "Pass over examples by " + word(dynamic.kind()) + " in each epoch, with probability "
                + plain(BigDecimal.valueOf(dynamic.skipProbability())) + ", until "
                + percent(dynamic.until()) + " of the budget.";
    }

    private static String percent(BigDecimal fraction) {
        return plain(fraction.movePointRight(2)) + " %";
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}

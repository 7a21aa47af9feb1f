package io.espalier.report;

import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Provenance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Every figure of a report, once: {@code report.json} is this tree, the HTML page and the Markdown lay it out.
 *
 * <p>Fractions and qualities are in [0, 1], times in seconds. Figures that a run has not reached are empty. Only records, lists, maps,
 * strings and numbers, all finite, so that any JSON writer can write it.
 *
 * @param schemaVersion of this format
 * @param name of the job
 * @param status of the run, lower case
 * @param reason why it did not complete, or empty
 * @param asked the plan in a few sentences
 * @param plan every key of the plan, in the order of the job file
 * @param planned phases in order; their shares sum to 1
 * @param results of a completed run
 * @param phases that began
 * @param rounds all rounds so far
 * @param cuts numbers of the rounds before which units were cut out
 * @param time seconds by cause
 */
public record ReportData(
        int schemaVersion,
        String runId,
        String name,
        String status,
        String reason,
        List<String> asked,
        List<PlanKey> plan,
        List<PlannedPhase> planned,
        Headline headline,
        Optional<FinalRecord> results,
        List<PhaseFigures> phases,
        List<RoundFigures> rounds,
        List<Integer> cuts,
        List<LayerUnits> layers,
        Time time,
        Acceleration acceleration,
        Optional<DataFigures> data,
        Optional<ExampleScores> selection,
        Provenance provenance) {
    /** The version that this code makes. */
    public static final int SCHEMA_VERSION = 2;

    public ReportData {
        asked = List.copyOf(asked);
        plan = List.copyOf(plan);
        planned = List.copyOf(planned);
        phases = List.copyOf(phases);
        rounds = List.copyOf(rounds);
        cuts = List.copyOf(cuts);
        layers = List.copyOf(layers);
    }

    /** Whether it is known that no quality can be measured between rounds. */
    boolean hasNoValidationPart() {
        return data.isPresent() && data.get().validationExamples() == 0;
    }

    /**
     * One key of the plan.
     *
     * @param key dotted, as {@code --set} takes it
     * @param value as YAML
     * @param unit of the value, or empty
     * @param meaning one sentence
     * @param chosen whether the value differs from the default
     */
    public record PlanKey(String key, String value, String unit, String meaning, boolean chosen) {}

    /**
     * One phase of the plan.
     *
     * @param kind lower case
     * @param share of the budget, in (0, 1]
     */
    public record PlannedPhase(String kind, double share) {}

    /**
     * The figures that come first.
     *
     * @param quality latest known; empty too where the test part has no examples
     * @param qualityOf what it was measured on: {@code test} or {@code validation}
     * @param parametersBefore of the dense network
     * @param parametersAfter of the network as it is now
     * @param examplesTotal training examples
     * @param examplesKept in the final selection, or the fewest that a round selected so far
     * @param seconds of the run so far
     */
    public record Headline(
            String qualityName,
            OptionalDouble quality,
            String qualityOf,
            Optional<Long> parametersBefore,
            Optional<Long> parametersAfter,
            Optional<Long> examplesTotal,
            Optional<Long> examplesKept,
            double seconds) {}

    /**
     * One phase, from its first to its last round, both inclusive.
     *
     * @param kind lower case
     * @param finished false for the phase that a run is in, or ended in too early
     * @param share of the budget that the plan gives it; empty where the plan has no phase in this place
     * @param steps of each worker in this phase
     * @param examples presented in this phase
     * @param quality at its end, or the latest in it
     * @param examplesPerSecond presented examples by all seconds of the phase; empty where it took none
     */
    public record PhaseFigures(
            String kind,
            boolean finished,
            OptionalDouble share,
            int firstRound,
            int lastRound,
            long steps,
            long examples,
            double seconds,
            OptionalDouble quality,
            long parameters,
            Map<String, Integer> keptUnits,
            long keptExamples,
            OptionalDouble examplesPerSecond) {}

    /**
     * One round.
     *
     * @param secondsSoFar sum over this and all earlier rounds; start-up and the end of the run lie outside the rounds
     * @param examples presented in this round
     * @param examplesSoFar presented in this and all earlier rounds
     * @param loss empty where it was not finite
     * @param seconds by cause, of this round
     */
    public record RoundFigures(
            String phase,
            int round,
            long step,
            double progress,
            double secondsSoFar,
            long examples,
            long examplesSoFar,
            OptionalDouble loss,
            OptionalDouble quality,
            OptionalDouble qualityDense,
            long parameters,
            Map<String, Integer> keptUnits,
            int unitsChanged,
            long keptExamples,
            Map<String, Double> intensity,
            long flops,
            long bytesUp,
            long bytesDown,
            Map<String, Double> seconds) {}

    /** Units of one group at the start of the run, and in its latest round. */
    public record LayerUnits(String name, int before, int after) {}

    /**
     * Where the time went.
     *
     * @param total seconds of the run so far
     * @param byCause seconds of every cause that took any, in the order of {@code Cause}; they add up to the total
     * @param stopped seconds between a stop and the restart; not part of the total
     */
    public record Time(double total, Map<String, Double> byCause, double stopped) {}

    /**
     * Two things that must not be mixed: what an equation says, and what a clock said.
     *
     * @param theoretical by the Constraint Acceleration Equation
     * @param recursiveDepth exponent in that equation
     * @param denseExamplesPerSecond presented examples by seconds of computing, in rounds of baseline phases; the run's first round is
     *     left out, because a cold virtual machine runs it at a fraction of its speed
     * @param constrainedExamplesPerSecond the same in rounds of constrained phases
     */
    public record Acceleration(
            OptionalDouble theoretical,
            double recursiveDepth,
            OptionalDouble denseExamplesPerSecond,
            OptionalDouble constrainedExamplesPerSecond) {
        /** Constrained by dense examples a second, where both were measured. */
        OptionalDouble ratio() {
            return denseExamplesPerSecond.isPresent() && constrainedExamplesPerSecond.isPresent()
                    ? OptionalDouble.of(
                            constrainedExamplesPerSecond.getAsDouble() / denseExamplesPerSecond.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    /** The data set: examples of each part, sizes, and what was noticed while reading. */
    public record DataFigures(
            long trainExamples,
            long validationExamples,
            long testExamples,
            int features,
            List<String> classes,
            List<Long> trainPerClass,
            String fingerprint,
            List<String> warnings) {}

    /**
     * Scores of the training examples, and which are kept. Scores are as their methods define them.
     *
     * @param method of the selection
     * @param rule of the selection
     * @param meaning of high and low scores, a sentence
     * @param strata ranges of equal width, ascending
     * @param histogram the same, finer
     * @param cut the score that parts kept from left-out examples, where one does
     * @param lists examples to look at
     * @param comparedBy rule by which methods are compared
     * @param agreement of each pair of methods; empty where there is one method
     */
    public record ExampleScores(
            String method,
            String rule,
            String meaning,
            List<SelectionSummary.ClassCount> classes,
            List<SelectionSummary.ScoreBin> strata,
            List<SelectionSummary.ScoreBin> histogram,
            OptionalDouble cut,
            List<ExampleList> lists,
            String comparedBy,
            List<MethodAgreement> agreement) {
        /** Kept examples of all. */
        long kept() {
            return classes.stream().mapToLong(SelectionSummary.ClassCount::kept).sum();
        }

        /** All training examples. */
        long total() {
            return classes.stream()
                    .mapToLong(SelectionSummary.ClassCount::total)
                    .sum();
        }
    }

    /**
     * Examples to look at.
     *
     * @param order what they are the first of: {@code highest el2n}
     */
    public record ExampleList(String title, String order, List<ExampleView> examples) {}

    /**
     * What two methods have in common.
     *
     * @param kept examples that each would keep
     * @param both that both would keep
     * @param share both of kept
     * @param chance that share for methods that know nothing of each other
     * @param rankCorrelation Spearman's, in [-1, 1]; empty where all scores of one method are equal
     */
    public record MethodAgreement(
            String first,
            String second,
            long kept,
            long both,
            double share,
            double chance,
            OptionalDouble rankCorrelation) {}

    /**
     * One example, ready to be shown.
     *
     * @param predicted class by the trained network, where that is known
     * @param score by the method of its list
     * @param picture a PNG as a data URI, for images
     * @param values the first features, for everything else
     * @param moreValues features beyond those
     */
    public record ExampleView(
            long id,
            String label,
            Optional<String> predicted,
            double score,
            boolean kept,
            Optional<String> picture,
            List<NamedValue> values,
            int moreValues) {
        /** Whether the trained network says another class. */
        boolean isMissed() {
            return predicted.isPresent() && !predicted.get().equals(label);
        }
    }

    /** A feature and its value. */
    public record NamedValue(String name, double value) {}
}

package io.espalier.report;

import io.espalier.Hashing;
import io.espalier.importance.MethodComparison;
import io.espalier.importance.MethodComparison.Agreement;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoredExample;
import io.espalier.importance.ScoredExamples;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionCoverage;
import io.espalier.importance.SelectionCoverage.Count;
import io.espalier.importance.SelectionCoverage.Range;
import io.espalier.run.ImportancePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the report shows of the scores of the training examples and of the final selection. Scores are as their methods define them.
 *
 * @param method of the selection
 * @param classes kept and all training examples of each class, in class order
 * @param strata ranges of equal width over the scores, ascending: ten, or fewer where scores lie close together
 * @param histogram the same with bins, three to a stratum
 * @param cut the score that parts kept from left-out examples; empty where none does
 * @param mostImportant examples, the most important first
 * @param leastImportant examples, the least important first
 * @param suspects examples that are probably mislabelled; empty where no method tells, or its scores are all equal
 * @param pairs how the methods agree; empty where there is one
 */
public record SelectionSummary(
        ScoreMethod method,
        List<ClassCount> classes,
        List<ScoreBin> strata,
        List<ScoreBin> histogram,
        OptionalDouble cut,
        List<ShownExample> mostImportant,
        List<ShownExample> leastImportant,
        Optional<Suspects> suspects,
        List<MethodPair> pairs) {
    /** Methods whose important end holds wrong labels, the best one first: what is seen in the whole training tells more than one pass. */
    private static final List<ScoreMethod> TELL_WRONG_LABELS =
            List.of(ScoreMethod.AUM, ScoreMethod.MARGIN, ScoreMethod.LOSS, ScoreMethod.EL2N, ScoreMethod.GRAND);

    public SelectionSummary {
        classes = List.copyOf(classes);
        strata = List.copyOf(strata);
        histogram = List.copyOf(histogram);
        mostImportant = List.copyOf(mostImportant);
        leastImportant = List.copyOf(leastImportant);
        pairs = List.copyOf(pairs);
    }

    /**
     * Training examples of one class.
     *
     * @param name of the class
     * @param kept of them in the final selection, at most total
     * @param strata of the class, as many as there are
     */
    public record ClassCount(String name, long kept, long total, List<KeptCount> strata) {
        public ClassCount {
            requireKept(kept, total);
            strata = List.copyOf(strata);
        }
    }

    /**
     * Some examples.
     *
     * @param kept of them in the final selection, at most total
     */
    public record KeptCount(long kept, long total) {
        public KeptCount {
            requireKept(kept, total);
        }
    }

    /**
     * Examples with a score from {@code from} to {@code to}. A score that two ranges share belongs to that of the more important examples.
     *
     * @param kept of them in the final selection, at most total
     */
    public record ScoreBin(double from, double to, long kept, long total) {
        public ScoreBin {
            requireKept(kept, total);
        }
    }

    /**
     * One example to look at.
     *
     * @param id of the example
     * @param label name of its class
     * @param score by the method that it is shown for
     * @param kept whether the final selection holds it
     */
    public record ShownExample(long id, String label, double score, boolean kept, SeenExample seen) {}

    /**
     * What an example looks like.
     *
     * @param predicted name of its class by the trained network, where that is known
     */
    public record SeenExample(ExampleFeatures features, Optional<String> predicted) {}

    /**
     * Examples that are probably mislabelled.
     *
     * @param method that tells: those that it finds most important
     * @param examples the likeliest first
     */
    public record Suspects(ScoreMethod method, List<ShownExample> examples) {
        public Suspects {
            examples = List.copyOf(examples);
        }
    }

    /** How two methods agree; see {@link Agreement}. */
    public record MethodPair(
            ScoreMethod first,
            ScoreMethod second,
            long kept,
            long both,
            double chance,
            OptionalDouble rankCorrelation) {}

    /**
     * The summary of a run's scores and selection: some passes over the scores where they lie.
     *
     * @param classes names in index order
     * @param shown examples of each list; with fewer examples than that, each list has all of them
     * @param look reads the examples with the given ids at once; must return every one of them
     */
    public static SelectionSummary of(
            ScoredExamples examples,
            Selection selection,
            ImportancePlan importance,
            List<String> classes,
            int shown,
            Function<Set<Long>, Map<Long, SeenExample>> look) {
        ScoreMethod method = importance.source().method();
        SelectionCoverage coverage = SelectionCoverage.of(examples.by(method), selection.rule());
        requireSame(selection, coverage);
        Optional<ScoreMethod> telling = TELL_WRONG_LABELS.stream()
                .filter(examples.methods()::contains)
                .filter(by -> tellsApart(examples.by(by)))
                .findFirst();
        List<ScoredExample> most = examples.mostImportant(method, shown);
        List<ScoredExample> least = examples.leastImportant(method, shown);
        List<ScoredExample> suspects =
                telling.map(by -> examples.mostImportant(by, shown)).orElse(List.of());
        Set<Long> ids = new TreeSet<>();
        Stream.of(most, least, suspects).flatMap(List::stream).forEach(example -> ids.add(example.id()));
        Viewer viewer = new Viewer(examples.methods(), selection, importance.selectionSeed(), classes, look.apply(ids));
        return new SelectionSummary(
                method,
                classCounts(coverage, classes, method),
                bins(coverage.strata(), method),
                bins(coverage.histogram(), method),
                selection.rule().cut().stream().map(cut -> score(cut, method)).findFirst(),
                viewer.show(most, method),
                viewer.show(least, method),
                telling.map(by -> new Suspects(by, viewer.show(suspects, by))),
                MethodComparison.of(examples, importance.selection().selector().comparing(), selection.count()).stream()
                        .map(agreement -> pair(agreement, examples.methods()))
                        .toList());
    }

    private static void requireSame(Selection selection, SelectionCoverage coverage) {
        if (coverage.keptExamples() != selection.count()) {
            throw new IllegalStateException("The selection keeps " + selection.count() + " examples, of these scores "
                    + coverage.keptExamples());
        }
    }

    private static boolean tellsApart(OrderStatistics scores) {
        return scores.lowestScore() < scores.highestScore();
    }

    /** Turns importance into the method's own score, never -0.0. */
    private static double score(double importance, ScoreMethod method) {
        return method.importance(importance) + 0.0;
    }

    private static List<ScoreBin> bins(List<Range> ranges, ScoreMethod method) {
        List<ScoreBin> bins = new ArrayList<>();
        for (Range range : ranges) {
            double from = score(range.from(), method);
            double to = score(range.to(), method);
            bins.add(new ScoreBin(
                    Math.min(from, to),
                    Math.max(from, to),
                    range.count().kept(),
                    range.count().examples()));
        }
        return inOrderOfScores(bins, method);
    }

    private static List<ClassCount> classCounts(SelectionCoverage coverage, List<String> classes, ScoreMethod method) {
        List<ClassCount> counts = new ArrayList<>();
        for (Count count : coverage.ofClasses()) {
            int label = counts.size();
            List<KeptCount> strata = coverage.strata(label).stream()
                    .map(each -> new KeptCount(each.kept(), each.examples()))
                    .toList();
            counts.add(new ClassCount(
                    classes.get(label), count.kept(), count.examples(), inOrderOfScores(strata, method)));
        }
        return counts;
    }

    private static <T> List<T> inOrderOfScores(List<T> byImportance, ScoreMethod method) {
        List<T> ordered = new ArrayList<>(byImportance);
        if (!method.highIsImportant()) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    private static MethodPair pair(Agreement agreement, List<ScoreMethod> methods) {
        return new MethodPair(
                methods.get(agreement.first()),
                methods.get(agreement.second()),
                agreement.kept(),
                agreement.both(),
                agreement.chance(),
                agreement.rankCorrelation());
    }

    /** Shows examples that have been looked at. */
    private record Viewer(
            List<ScoreMethod> methods,
            Selection selection,
            long seed,
            List<String> classes,
            Map<Long, SeenExample> seen) {
        List<ShownExample> show(List<ScoredExample> examples, ScoreMethod by) {
            return examples.stream().map(example -> show(example, by)).toList();
        }

        private ShownExample show(ScoredExample example, ScoreMethod by) {
            SeenExample found = seen.get(example.id());
            if (found == null) {
                throw new IllegalStateException("No features were read for the example with id " + example.id());
            }
            double importance = methods.get(0).importance(example.scores().get(0));
            return new ShownExample(
                    example.id(),
                    classes.get(example.label()),
                    example.scores().get(methods.indexOf(by)),
                    selection.keeps(example.label(), importance, Hashing.hash(example.id(), seed)),
                    found);
        }
    }

    private static void requireKept(long kept, long total) {
        if (kept < 0 || kept > total) {
            throw new IllegalArgumentException("Kept examples must be in [0, " + total + "]: " + kept);
        }
    }
}

package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.Hashing;
import io.espalier.importance.Examples.Example;
import io.espalier.importance.Selector.Bottom;
import io.espalier.importance.Selector.Ccs;
import io.espalier.importance.Selector.ClassBalanced;
import io.espalier.importance.Selector.Mixture;
import io.espalier.importance.Selector.Random;
import io.espalier.importance.Selector.Top;
import io.espalier.importance.Selector.Weighted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final long SEED = 5;
    private static final List<String> CLASSES = List.of("cat", "dog");

    /** 60 examples, even ids cats; the score is the id. */
    private static final List<Example> EXAMPLES = examples();

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (int id = 0; id < 60; id++) {
            examples.add(new Example(id, id % 2, id));
        }
        return examples;
    }

    @Test
    void topSaysThePlaceByScore() {
        assertThat(explained(new Top(), 10, 52).lines())
                .containsExactly(
                        "example 52: class cat, score 52.0, hash 0x" + Long.toHexString(Hashing.hash(52, SEED)),
                        "all examples: 10 of 60 are kept, those with the highest scores, equal ones by hash; it is number 8 by that order",
                        "kept, weight 1.0");
        assertThat(explained(new Top(), 10, 49).lines())
                .contains("not kept")
                .anyMatch(line -> line.endsWith("number 11 by that order"));
        assertThat(explained(new Bottom(), 10, 9).lines()).anyMatch(line -> line.endsWith("number 10 by that order"));
    }

    @Test
    void classBalancedSaysTheClass() {
        assertThat(explained(new ClassBalanced(), 10, 3).lines().get(1))
                .startsWith("class dog: 5 of 30 are kept, those with the lowest hashes; it is number ");
    }

    @Test
    void ccsSaysTheStratum() {
        // 30 of a class: one stratum, from 0 to 58 for cats
        assertThat(explained(new Ccs(BigDecimal.ZERO), 20, 4).lines().get(1))
                .startsWith(
                        "stratum 1 of 1 of class cat (scores from 0.0 to 58.0): 10 of 30 are kept, those with the lowest hashes");
    }

    @Test
    void ccsSaysWhatIsDropped() {
        Explanation explanation = explained(new Ccs(new BigDecimal("0.1")), 20, 58);

        assertThat(explanation.kept()).isFalse();
        assertThat(explanation.lines().get(1))
                .isEqualTo(
                        "it is among the hardest examples of class cat, which are dropped: those above score 52.0, and of those with this score some at random");
    }

    @Test
    void mixtureSaysHowManyAreRandom() {
        assertThat(explained(new Mixture(new Top(), new BigDecimal("0.5")), 20, 3)
                        .lines()
                        .get(2))
                .startsWith("of the others, 10 are kept at random: those with a hash up to 0x");
    }

    @Test
    void weightedSaysTheWeight() {
        Explanation explanation = explained(new Weighted(), 59, 1);
        Choice choice = new Weighted().choose(new ListStatistics(EXAMPLES, 2, SEED), 59);

        assertThat(explanation.kept()).isTrue();
        assertThat(explanation.lines()).endsWith("kept, weight " + choice.rule().weight(1, 1, Hashing.hash(1, SEED)));
    }

    /** The column has -id, and its low values are the important ones: importance is the id. */
    @Test
    void numbersAndDirectionAreThoseOfTheColumn() {
        assertThat(explainedByNegative(new Top(), 10, 52).lines())
                .startsWith(
                        "example 52: class cat, score -52.0, hash 0x" + Long.toHexString(Hashing.hash(52, SEED)),
                        "all examples: 10 of 60 are kept, those with the lowest scores, equal ones by hash; it is number 8 by that order");
        assertThat(explainedByNegative(new Top(), 10, 0).lines().get(0)).contains(", score 0.0, ");
        assertThat(explainedByNegative(new Bottom(), 10, 9).lines().get(1)).contains("the highest scores, equal");
        assertThat(explainedByNegative(new Ccs(new BigDecimal("0.1")), 20, 4)
                        .lines()
                        .get(1))
                .startsWith("stratum 1 of 1 of class cat (scores from -52.0 to 0.0): ");
        assertThat(explainedByNegative(new Ccs(new BigDecimal("0.1")), 20, 58)
                        .lines()
                        .get(1))
                .contains("which are dropped: those below score -52.0, and");
        assertThat(explainedByNegative(new Weighted(), 20, 58).lines().get(1)).contains("priorities, -score / u(hash)");
    }

    @Test
    void strataAreNumberedInTheOrderOfTheColumn() {
        RankKey first = new RankKey(SortableBits.of(0), 1);
        Strata strata = new Strata(List.of(Strata.of(0, 4, first, new Strata.Cut(8, 2))));

        assertThat(strata.words(3, new ScoreWords(true, CLASSES)))
                .isEqualTo("stratum 4 of 4 of class cat (scores from 6.0 to 8.0)");
        assertThat(strata.words(3, new ScoreWords(false, CLASSES)))
                .isEqualTo("stratum 1 of 4 of class cat (scores from -8.0 to -6.0)");
    }

    /** The place that is told and the number kept must agree with whether it is kept, for every example. */
    @Test
    void placeAndNumberKeptSayWhetherItIsKept() {
        for (Selector selector : List.of(
                new Random(), new Top(), new Bottom(), new ClassBalanced(), new Ccs(BigDecimal.ZERO), new Weighted())) {
            for (Example example : EXAMPLES) {
                Explanation explanation = explained(selector, 24, example.id());
                String line = explanation.lines().get(1);
                int kept = Integer.parseInt(line.replaceAll(".*: (\\d+) of \\d+ are kept.*", "$1"));
                int place = Integer.parseInt(line.replaceAll(".*it is number (\\d+) .*", "$1"));
                assertThat(explanation.kept()).as("%s, %s", selector, line).isEqualTo(place <= kept);
            }
        }
    }

    private static Explanation explained(Selector selector, int count, long id) {
        return explained(selector, count, id, true);
    }

    private static Explanation explainedByNegative(Selector selector, int count, long id) {
        return explained(selector, count, id, false);
    }

    private static Explanation explained(Selector selector, int count, long id, boolean highIsImportant) {
        OrderStatistics statistics = new ListStatistics(EXAMPLES, 2, SEED);
        Example example = EXAMPLES.get((int) id);
        return Explanation.of(
                new Explanation.Example(id, example.label(), example.score(), Hashing.hash(id, SEED)),
                selector.choose(statistics, count),
                statistics,
                new ScoreWords(highIsImportant, CLASSES));
    }
}

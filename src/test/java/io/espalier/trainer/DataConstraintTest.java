package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.config.JobFile;
import io.espalier.importance.Grouping;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.RankKey;
import io.espalier.importance.Ranking;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.importance.SortedTable;
import io.espalier.network.Shape;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataConstraintTest {
    private static final int EXAMPLES = 100;
    private static final TrainingPlan PLAN = JobFile.parse(
            """
            data: {source: digits}
            network: {kind: mlp, hidden: [4]}
            phases: [{constrained: 1}]
            importance: {selection: ccs, kept: 0.5}
            """,
            "job.yaml",
            List.of());

    /** Where scores stay with the shards, each question is a pass over all of them. */
    @Test
    void rowsAreLookedAtWhenTheNumberOfExamplesChangesOnly() {
        CountedQuestions scores = new CountedQuestions(new SortedTable(table(), 2, 1));
        DataConstraint constraint = new DataConstraint(PLAN, data(), 50);
        constraint.use(scores);

        Selection first = constraint.select(60);
        int once = scores.questions;
        Selection again = constraint.select(60);
        assertThat(again).isEqualTo(first);
        assertThat(once).isPositive();
        assertThat(scores.questions).isEqualTo(once);

        Selection fewer = constraint.select(50);
        assertThat(fewer.count()).isEqualTo(50);
        assertThat(scores.questions).isGreaterThan(once);
        assertThat(constraint.select(60)).isEqualTo(first);
    }

    private static ScoreTable table() {
        return new ScoreTable(
                IntStream.range(0, EXAMPLES).asLongStream().toArray(),
                IntStream.range(0, EXAMPLES).map(row -> row % 2).toArray(),
                IntStream.range(0, EXAMPLES).mapToDouble(row -> row * 0.01).toArray());
    }

    private static DataSummary data() {
        return new DataSummary(
                Shape.flat(4), List.of(), List.of("a", "b"), EXAMPLES, 1, 1, List.of(50L, 50L), "", List.of());
    }

    private static final class CountedQuestions implements OrderStatistics {
        private final OrderStatistics scores;
        private int questions;

        CountedQuestions(OrderStatistics scores) {
            this.scores = scores;
        }

        @Override
        public int size() {
            return scores.size();
        }

        @Override
        public int classes() {
            return scores.classes();
        }

        @Override
        public double meanScore() {
            questions++;
            return scores.meanScore();
        }

        @Override
        public List<Integer> sizes(Grouping grouping) {
            questions++;
            return scores.sizes(grouping);
        }

        @Override
        public List<RankKey> at(Grouping grouping, Ranking ranking, List<Place> places) {
            questions++;
            return scores.at(grouping, ranking, places);
        }
    }
}

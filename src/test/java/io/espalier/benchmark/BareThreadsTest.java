package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class BareThreadsTest {
    /** Counts what is done with it; a step meets the other models where there is a barrier. */
    private static final class Counted implements BareModel {
        private int steps;
        private int scorings;
        private boolean closed;
        private final CyclicBarrier meeting;

        Counted(CyclicBarrier meeting) {
            this.meeting = meeting;
        }

        @Override
        public int train() {
            try {
                meeting.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            steps++;
            return 8;
        }

        @Override
        public int score() {
            scorings++;
            return 8;
        }

        @Override
        public double loss() {
            return steps;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void modelsWorkAtTheSameTime() throws InterruptedException {
        // A step waits until every model is in one: with fewer threads than models none would end.
        CyclicBarrier meeting = new CyclicBarrier(3);
        List<Counted> models = List.of(new Counted(meeting), new Counted(meeting), new Counted(meeting));

        try (BareThreads<Counted> threads = new BareThreads<>(models)) {
            assertThat(threads.samplesPerSecond(5, BareModel::train)).isPositive();
            assertThat(threads.loss()).isEqualTo(5);
        }
        assertThat(models).allMatch(model -> model.steps == 5 && model.closed);
    }

    @Test
    void everyWindowWorksAtLeastOnce() throws InterruptedException {
        Counted model = new Counted(new CyclicBarrier(1));

        try (BareThreads<Counted> threads = new BareThreads<>(List.of(model))) {
            assertThat(threads.medianSamplesPerSecond(1e-9, BareModel::score)).isPositive();
        }
        // the warm-up and five windows
        assertThat(model.scorings).isEqualTo(6);
    }

    @Test
    void rateIsOverTheTimeThatTheWorkTook() throws InterruptedException {
        Counted model = new Counted(new CyclicBarrier(1));

        try (BareThreads<Counted> threads = new BareThreads<>(List.of(model))) {
            long begun = System.nanoTime();
            double rate = threads.samplesPerSecond(1000, BareModel::train);
            double seconds = (System.nanoTime() - begun) * 1e-9;
            // what is measured is inside of what the test measures
            assertThat(rate).isGreaterThanOrEqualTo(8 * 1000 / seconds);
        }
    }

    @Test
    void failureOfAModelIsTold() {
        Counted model = new Counted(new CyclicBarrier(1));

        try (BareThreads<Counted> threads = new BareThreads<>(List.of(model))) {
            assertThatThrownBy(() -> threads.samplesPerSecond(1, any -> {
                        throw new IllegalArgumentException("no batch");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("no batch");
        }
    }
}

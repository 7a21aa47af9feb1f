package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.util.SparkUncaughtExceptionHandler;
import org.junit.jupiter.api.Test;

class OutsideCauseTest {
    private static final StackTraceElement[] WORK = {new StackTraceElement("io.espalier.cli.Main", "run", null, 1)};

    /** As the thread of a task stands that waits for the hooks of the process that it ended: Spark 3.5. */
    private static final StackTraceElement[] TASK = {
        new StackTraceElement("java.lang.System", "exit", null, 1),
        new StackTraceElement(SparkUncaughtExceptionHandler.class.getName(), "uncaughtException", null, 1),
        new StackTraceElement("org.apache.spark.executor.Executor$TaskRunner", "run", null, 1)
    };

    @Test
    void endOfTheProcessByATaskIsToldFromASignal() {
        assertThat(OutsideCause.endedBySpark(List.of(WORK, TASK))).isTrue();
        assertThat(OutsideCause.endedBySpark(List.of(WORK, WORK))).isFalse();
    }

    @Test
    void placeIsReadFromWhatSparkSaysOfALostTask() {
        String failure =
                "Job aborted due to stage failure: Task 1 in stage 4.0 failed 4 times, most recent failure: Lost task 1.3"
                        + " in stage 4.0 (TID 9) (10.0.0.7 executor 2): ExecutorLostFailure (executor 2 exited caused by one of the"
                        + " running tasks) Reason: Command exited with code 52";

        assertThat(OutsideCause.place(failure))
                .get()
                .returns("2", OutsideCause.Place::executor)
                .returns("10.0.0.7", OutsideCause.Place::host)
                .returns("executor 2 on 10.0.0.7", OutsideCause.Place::name);
    }

    @Test
    void otherFailuresHaveNoPlace() {
        assertThat(OutsideCause.place("Job 7 cancelled because SparkContext was shut down"))
                .isEmpty();
    }
}

package io.espalier.spark;

import io.espalier.spark.task.TaskFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * How often the tasks of one job failed by themselves. The same failure again and again is not tried as often as different ones: it will
 * not go away. Tasks that were lost with their executor have not failed by themselves; Spark tries those again.
 */
final class FailedAttempts {
    /** Times that one task may fail in the same way: class, message and place of the exception. */
    static final int SAME = 3;

    private final String afterwards;
    private final int attempts;
    private final List<TaskFailure> failures = new ArrayList<>();

    /**
     * A job without failures.
     *
     * @param afterwards what to do when the cause is removed
     * @param attempts times that one task may fail, in whatever ways
     */
    FailedAttempts(String afterwards, int attempts) {
        this.afterwards = afterwards;
        this.attempts = attempts;
    }

    /**
     * Notes a failure.
     *
     * @return true: the task is to be tried again
     * @throws TaskFailedException if the task is not to be tried again
     */
    boolean add(TaskFailure failure) {
        failures.add(failure);
        if (failures.stream().filter(failure::sameAs).count() == SAME) {
            throw TaskFailedException.same(failure, SAME, afterwards);
        }
        long ofTask = failures.stream()
                .filter(each -> each.slice().equals(failure.slice()))
                .count();
        if (ofTask == attempts) {
            throw TaskFailedException.last(failure, attempts, afterwards);
        }
        return true;
    }
}

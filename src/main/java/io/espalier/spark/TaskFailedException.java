package io.espalier.spark;

import io.espalier.spark.task.TaskFailure;

/** A task failed, and to try it again did not help. The message is one line: what failed, how, and what to do. */
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TaskFailedException(String message) {
        super(message);
    }

    /** A task that failed in the same way as often as such a failure is tried again. */
    static TaskFailedException same(TaskFailure failure, int times, String afterwards) {
        return of(failure, "failed " + times + " times in the same way: ", afterwards);
    }

    /** A task that failed as often as any failure is tried again. */
    static TaskFailedException last(TaskFailure failure, int times, String afterwards) {
        return of(failure, "failed " + times + " times, at last with ", afterwards);
    }

    private static TaskFailedException of(TaskFailure failure, String how, String afterwards) {
        return new TaskFailedException(failure.name() + " " + how + failure.exception()
                + "; the log of its executor has the stack trace; remove the cause and "
                + afterwards);
    }
}

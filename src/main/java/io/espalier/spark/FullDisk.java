package io.espalier.spark;

import io.espalier.UserException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSError;

/** Finds a full disk behind a failed Spark job: no bug of ours, and the disk's owner can mend it. */
final class FullDisk {
    /** What the operating system says. An executor's exception may reach the driver as text only. */
    private static final List<String> REASONS =
            List.of("No space left on device", "Disk quota exceeded", "File too large");

    private FullDisk() {}

    /**
     * The result of a job that writes.
     *
     * @param place where it writes
     * @param remedy what the person can do, without full stop
     * @throws UserException if there was no space; names the place
     */
    static <R> R named(Object place, String remedy, Supplier<R> job) {
        try {
            return job.get();
        } catch (Exception | FSError e) {
            // Hadoop throws an error where a local disk fails. Scala declares no exceptions, so the rest may be checked
            // ones.
            reason(e).ifPresent(reason -> {
                throw new UserException("Can't write " + place + ": " + reason + "; " + remedy, e);
            });
            throw e;
        }
    }

    /**
     * Refuses to go on after a failure of which only words are left.
     *
     * @throws UserException if they say that there was no space; names the place
     */
    static void requireNone(Object place, String remedy, List<String> words) {
        words.stream().flatMap(text -> reason(text).stream()).findFirst().ifPresent(reason -> {
            throw new UserException("Can't write " + place + ": " + reason + "; " + remedy);
        });
    }

    /** The reason among the causes of a failure. */
    private static Optional<String> reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> found = reason(String.valueOf(cause.getMessage()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reason(String message) {
        return REASONS.stream().filter(message::contains).findFirst();
    }
}

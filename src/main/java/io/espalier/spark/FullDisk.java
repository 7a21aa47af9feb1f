package io.espalier.spark;

import io.espalier.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
     * @param place where it writes, from the text of its failure
     * @param remedy what the person can do, without full stop
     * @throws UserException if there was no space; names the place
     */
    static <R> R named(Function<String, Object> place, String remedy, Supplier<R> job) {
        try {
            return job.get();
        } catch (Exception | FSError e) {
            // Hadoop throws an error where a local disk fails. Scala declares no exceptions, so the rest may be checked
            // ones. What has a line of its own keeps it.
            if (!(e instanceof UserException)) {
                String words = words(e);
                reason(List.of(words)).ifPresent(reason -> {
                    throw new UserException("Can't write " + place.apply(words) + ": " + reason + "; " + remedy, e);
                });
            }
            throw e;
        }
    }

    /** The reason in some words. */
    static Optional<String> reason(List<String> words) {
        return REASONS.stream()
                .filter(reason -> words.stream().anyMatch(text -> text.contains(reason)))
                .findFirst();
    }

    /** What a failure and its causes say, a line each or more. */
    static String words(Throwable failure) {
        List<String> words = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            words.add(cause.toString());
        }
        return String.join("\n", words);
    }
}

package io.espalier.store;

import io.espalier.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names of runs: {@code digits-20261122-143000-3f9a} is job, UTC date, UTC time and four hex digits that tell runs of
 * one second apart.
 */
public final class RunId {
    private static final int MAX_NAME_LENGTH = 64;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunId() {}

    /**
     * The id of a run; the same arguments give the same id.
     *
     * @param name of the job; characters other than letters, digits, dot, dash and underscore become dashes
     * @param planIdentity hash of the plan
     * @param started start of the run, to the nanosecond
     */
    public static String of(String name, String planIdentity, Instant started) {
        long nanos = Hashing.hash(started.getEpochSecond(), started.getNano());
        long hash = Hashing.hash(planIdentity.getBytes(StandardCharsets.UTF_8), nanos);
        return "%s-%s-%04x".formatted(fileName(name), TIME.format(started), hash & 0xffff);
    }

    /** A name as part of a file's name: other characters than letters, digits, dot, dash and underscore become dashes. */
    public static String fileName(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.-]+", "");
        if (plain.isEmpty()) {
            return "job";
        }
        return plain.substring(0, Math.min(plain.length(), MAX_NAME_LENGTH));
    }
}

package io.espalier.spark;

import io.espalier.Hashing;
import io.espalier.data.DataFingerprint;
import io.espalier.data.ExampleIds;
import io.espalier.spark.task.PackPlan.SourcePartition;
import io.espalier.spark.task.Survey;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of all examples, from the surveys of the source's partitions: keys as they are; hashes of content with the number of the
 * occurrence, which this class counts over the partitions of a part in order.
 */
final class Identities {
    private final Map<Part, long[]> ids = new EnumMap<>(Part.class);
    /** What the keyed parts hold; an id made of the content says it itself. */
    private final Map<Part, DataFingerprint> contents = new EnumMap<>(Part.class);

    private final List<SourcePartition> partitions = new ArrayList<>();
    private long repeated;

    /** Takes the partitions of one part, in order. */
    void add(Part part, List<Survey> surveys) {
        long[] all = surveys.stream()
                .flatMapToLong(survey -> Arrays.stream(survey.identities()))
                .toArray();
        boolean keyed = surveys.stream().anyMatch(Survey::keyed);
        Map<Long, Long> occurrences = keyed ? Map.of() : startAtZero(all);
        Map<Long, Long> next = new HashMap<>(occurrences);
        int at = 0;
        for (Survey survey : surveys) {
            partitions.add(new SourcePartition(part, keyed, new HashMap<>(next)));
            for (int row = 0; row < survey.identities().length; row++, at++) {
                if (!keyed) {
                    all[at] = number(all[at], next);
                }
            }
        }
        ids.put(part, all);
        if (keyed) {
            contents.put(part, contents(surveys));
        }
    }

    private static DataFingerprint contents(List<Survey> surveys) {
        DataFingerprint merged = new DataFingerprint();
        surveys.forEach(survey -> merged.merge(survey.contents()));
        return merged;
    }

    private long number(long content, Map<Long, Long> next) {
        Long occurrence = next.get(content);
        if (occurrence == null) {
            return ExampleIds.id(content, 0);
        }
        next.put(content, occurrence + 1);
        repeated += occurrence > 0 ? 1 : 0;
        return ExampleIds.id(content, occurrence);
    }

    /** Content hashes that occur more than once; usually few, so that the map is small. */
    private static Map<Long, Long> startAtZero(long[] hashes) {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        Map<Long, Long> found = new HashMap<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                found.put(sorted[i], 0L);
            }
        }
        return found;
    }

    /** Number of examples of all parts. */
    long examples() {
        return ids.values().stream().mapToLong(all -> all.length).sum();
    }

    /** Ids of the examples given as a part, in the order of the source; not to be written. */
    long[] ids(Part givenAs) {
        return ids.getOrDefault(givenAs, new long[0]);
    }

    /** The partitions of all parts, in the order they were added. */
    List<SourcePartition> partitions() {
        return List.copyOf(partitions);
    }

    /** Rows whose content stands earlier in their part. */
    long repeated() {
        return repeated;
    }

    /**
     * xxHash64, in hex, of the class names and, of each part, of all ids, sorted, and of the {@link DataFingerprint} of its rows where the
     * ids are keys: equal for equal data, whatever the order of rows and their partitions.
     */
    String fingerprint(List<String> classes) {
        long hash = Hashing.hash(String.join("\n", classes).getBytes(StandardCharsets.UTF_8), 0);
        for (Map.Entry<Part, long[]> entry : ids.entrySet()) {
            long[] sorted = entry.getValue().clone();
            Arrays.sort(sorted);
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(sorted.length, 1 << 16) * Long.BYTES);
            for (long id : sorted) {
                bytes.putLong(id);
                if (!bytes.hasRemaining()) {
                    hash = Hashing.hash(bytes.array(), hash);
                    bytes.clear();
                }
            }
            hash = Hashing.hash(Arrays.copyOf(bytes.array(), bytes.position()), hash);
            DataFingerprint rows = contents.get(entry.getKey());
            if (rows != null) {
                hash = Hashing.hash(rows.hex().getBytes(StandardCharsets.US_ASCII), hash);
            }
        }
        return String.format("%016x", hash);
    }
}

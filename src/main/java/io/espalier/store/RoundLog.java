package io.espalier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.UserException;
import io.espalier.run.Incidents;
import io.espalier.run.RoundRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code rounds.jsonl}: one line a round, in order. The format is described by docs/schema/rounds.schema.json.
 *
 * <p>A line is on the disk when {@link #append} returns. A crash can leave a part of one line, the last: readers pass
 * over it and {@link #truncateAfter} removes it. Numbers that are NaN or infinite are null in the file and NaN when
 * read again. Used by one thread.
 */
public final class RoundLog implements AutoCloseable {
    private static final ObjectMapper MAPPER = Json.forRecords().build();

    private static final String INCIDENTS = "incidents";
    private static final String KEPT_EXAMPLES = "kept_examples";
    private static final String EPOCH_EXAMPLES = "epoch_examples";
    private static final String REMEDY = "make the run directory writable and start again";

    private final Path file;
    private final RunDirectory run;
    private final FileChannel channel;

    private RoundLog(Path file, RunDirectory run, FileChannel channel) {
        this.file = file;
        this.run = run;
        this.channel = channel;
    }

    /**
     * Opens the log of a run to append to; makes it where it is missing.
     *
     * @throws UserException if it can't be written
     */
    public static RoundLog open(RunDirectory directory) {
        Path file = directory.rounds();
        try {
            return new RoundLog(
                    file, directory, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw WriteFailure.of(file, e, REMEDY);
        }
    }

    /**
     * Adds the line of a round and forces it to the disk.
     *
     * @throws UserException if it can't be written; the earlier lines stay
     */
    public void append(RoundRecord round) {
        ByteBuffer line = ByteBuffer.wrap((toLine(round) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw WriteFailure.resumable(file, e, run);
        }
    }

    /**
     * Removes the lines of all rounds after the given one, and a torn last line. To be interrupted does no harm: the
     * file is cut in one step, and cutting it again gives the same.
     *
     * @param round last round that stays; 0 removes all
     * @throws UserException if the line of that round is missing or an earlier one is damaged
     */
    public void truncateAfter(int round) {
        Lines kept = Lines.upTo(round, file);
        if (kept.lastRound() != round) {
            throw new UserException(file + " ends at round " + kept.lastRound() + ", the checkpoint is of round "
                    + round + ": lines are missing; start a new run");
        }
        try {
            channel.truncate(kept.length());
            channel.force(true);
        } catch (IOException e) {
            throw WriteFailure.of(file, e, REMEDY);
        }
    }

    /** The line of a round, without line end. */
    public static String toLine(RoundRecord round) {
        try {
            return MAPPER.writeValueAsString(round);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Record of round " + round.round() + " can't be written as JSON", e);
        }
    }

    /**
     * Reads a log; a torn last line is none.
     *
     * @throws UserException if it can't be read or a line is no record of a round; names file, line and key
     */
    public static List<RoundRecord> read(Path file) {
        return Lines.upTo(Integer.MAX_VALUE, file).records();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw WriteFailure.of(file, e, "check the file system");
        }
    }

    /**
     * The first lines of a log.
     *
     * @param records one a line
     * @param length of the lines in bytes
     */
    private record Lines(List<RoundRecord> records, long length) {
        /**
         * The lines up to that of a round, or all complete lines where there is none. Lines after it are not looked at.
         */
        static Lines upTo(int round, Path file) {
            byte[] bytes = bytes(file);
            List<RoundRecord> records = new ArrayList<>();
            int start = 0;
            int last = 0;
            for (int end = lineEnd(bytes, 0); end > 0 && last < round; end = lineEnd(bytes, start)) {
                RoundRecord record = parse(bytes, start, end, file + ", line " + (records.size() + 1));
                if (record.round() <= last) {
                    throw new UserException(file + ", line " + (records.size() + 1) + ": round " + record.round()
                            + " follows round " + last + "; rounds must ascend");
                }
                if (record.round() > round) {
                    break;
                }
                records.add(record);
                last = record.round();
                start = end;
            }
            return new Lines(records, start);
        }

        int lastRound() {
            return records.isEmpty() ? 0 : records.get(records.size() - 1).round();
        }

        /** Index after the line feed of the line that starts at an index; 0 where there is none. */
        private static int lineEnd(byte[] bytes, int start) {
            for (int i = start; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    return i + 1;
                }
            }
            return 0;
        }

        private static RoundRecord parse(byte[] bytes, int start, int end, String place) {
            try {
                JsonNode line = MAPPER.readTree(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                if (line instanceof ObjectNode object) {
                    fillIncidents(object);
                    fillEpochExamples(object);
                }
                return MAPPER.treeToValue(line, RoundRecord.class);
            } catch (JsonProcessingException e) {
                throw new UserException(place + Json.describeKey(e), e);
            }
        }

        /** Earlier versions did not write them, or fewer kinds. */
        private static void fillIncidents(ObjectNode line) {
            ObjectNode incidents = MAPPER.valueToTree(Incidents.NONE);
            JsonNode written = line.path(INCIDENTS);
            if (written.isMissingNode() || written.isObject()) {
                written.fields().forEachRemaining(kind -> incidents.set(kind.getKey(), kind.getValue()));
                line.set(INCIDENTS, incidents);
            }
        }

        /** Earlier versions presented all kept examples. */
        private static void fillEpochExamples(ObjectNode line) {
            if (line.has(KEPT_EXAMPLES) && !line.has(EPOCH_EXAMPLES)) {
                line.set(EPOCH_EXAMPLES, line.get(KEPT_EXAMPLES));
            }
        }

        private static byte[] bytes(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UserException("Can't read " + file + ": " + WriteFailure.reason(e), e);
            }
        }
    }
}

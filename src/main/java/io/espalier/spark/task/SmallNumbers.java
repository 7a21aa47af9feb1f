package io.espalier.spark.task;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Arrays of counts, most of them small or 0, in few bytes: the results of all tasks together must stay below Spark's limit, and there may
 * be a count for each of thousands of classes in each range of scores.
 *
 * <p>Length, then each count in groups of seven bits, the lowest first, all bytes but the last with the highest bit set; after a 0, how
 * many more follow it.
 */
final class SmallNumbers {
    private SmallNumbers() {}

    /**
     * Writes counts.
     *
     * @param counts none negative
     */
    static void write(long[] counts, DataOutput out) throws IOException {
        writeNumber(counts.length, out);
        for (int i = 0; i < counts.length; i++) {
            writeNumber(counts[i], out);
            if (counts[i] == 0) {
                int first = i;
                while (i + 1 < counts.length && counts[i + 1] == 0) {
                    i++;
                }
                writeNumber(i - first, out);
            }
        }
    }

    /** Reads counts. */
    static long[] read(DataInput in) throws IOException {
        long[] counts = new long[Math.toIntExact(readNumber(in))];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = readNumber(in);
            if (counts[i] == 0) {
                i += Math.toIntExact(readNumber(in));
            }
        }
        return counts;
    }

    private static void writeNumber(long number, DataOutput out) throws IOException {
        long left = number;
        while (left >>> 7 != 0) {
            out.writeByte((int) left | 0x80);
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    private static long readNumber(DataInput in) throws IOException {
        long number = 0;
        int shift = 0;
        int next;
        do {
            next = in.readByte();
            number |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0);
        return number;
    }
}

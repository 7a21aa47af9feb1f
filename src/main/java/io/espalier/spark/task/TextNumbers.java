package io.espalier.spark.task;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Numbers of texts that rows hold, for one thread. A text of up to seven bytes is found by its bytes as one number, a third of the time of a
 * hash over them; the names of most classes are that short.
 */
final class TextNumbers {
    /** Number of a text that has none. */
    static final int NONE = -1;

    private static final int SHORT = Long.BYTES - 1;

    private final Long2IntOpenHashMap ofShort = new Long2IntOpenHashMap();
    private final Map<UTF8String, Integer> ofLong = new HashMap<>();

    /** No texts yet. */
    TextNumbers() {
        ofShort.defaultReturnValue(NONE);
    }

    /** The number of a text, or {@link #NONE}. */
    int of(UTF8String text) {
        return text.numBytes() <= SHORT ? ofShort.get(key(text)) : ofLong.getOrDefault(text, NONE);
    }

    /**
     * Gives a text a number.
     *
     * @param text may lie in memory that the next row overwrites
     * @param number not negative
     */
    void put(UTF8String text, int number) {
        if (text.numBytes() <= SHORT) {
            ofShort.put(key(text), number);
        } else {
            ofLong.put(text.copy(), number);
        }
    }

    /** The prefix has the bytes from the highest down and zeros behind them, where the lowest byte takes their number. */
    private static long key(UTF8String text) {
        return text.getPrefix() | text.numBytes();
    }
}

package io.espalier.spark.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Values by texts as they lie in rows. For one thread.
 *
 * <p>Every row has a label, and most are short: a text of up to eight bytes is looked up as one number first. A hash map compares the
 * bytes of short texts one by one.
 */
final class TextMap<V> {
    private static final int SLOT_BITS = 8;

    private final Map<UTF8String, Integer> places = new HashMap<>();
    private final List<V> values = new ArrayList<>();
    /** Of the last short text in each slot: its bytes, how many they are, and the place of its value. */
    private final long[] bytes = new long[1 << SLOT_BITS];

    private final int[] lengths = new int[1 << SLOT_BITS];
    private final int[] placesOfShort = new int[1 << SLOT_BITS];

    /** An empty map. */
    TextMap() {
        Arrays.fill(lengths, -1);
    }

    /** The value of a text, or null where it has none. */
    @Nullable
    V get(UTF8String text) {
        int length = text.numBytes();
        if (length > Long.BYTES) {
            return ofPlace(places.get(text));
        }
        long prefix = text.getPrefix();
        int slot = (int) (prefix * 0x9E3779B97F4A7C15L >>> Long.SIZE - SLOT_BITS);
        if (bytes[slot] != prefix || lengths[slot] != length) {
            Integer place = places.get(text);
            if (place == null) {
                return null;
            }
            bytes[slot] = prefix;
            lengths[slot] = length;
            placesOfShort[slot] = place;
        }
        return values.get(placesOfShort[slot]);
    }

    private @Nullable V ofPlace(@Nullable Integer place) {
        return place == null ? null : values.get(place);
    }

    /** Gives a text that has none yet a value. The text is copied: it lies in memory that the next row overwrites. */
    void put(UTF8String text, V value) {
        places.put(text.copy(), values.size());
        values.add(value);
    }
}

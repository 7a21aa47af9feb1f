package io.espalier.benchmark;

import io.espalier.Words;

/** A way to choose the highest scores of a table. */
public enum SelectWay {
    /** The selection of this program. */
    SELECT,
    /** The query that people write for it: {@code row_number()} over an order by, filtered. */
    ROW_NUMBER;

    /** As it is typed. */
    public String word() {
        return Words.word(this);
    }
}

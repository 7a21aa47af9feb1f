package io.espalier.spark.task;

import io.espalier.importance.Brackets;
import io.espalier.importance.Grouping;
import io.espalier.importance.Ranking;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The rows of a table that a step of a search looks at: those of a group, each with its key in the ranking. Travels.
 *
 * @param format of the rows
 * @param brackets that the search has come to
 */
public record BracketRows(TableRows format, Grouping grouping, Ranking ranking, Brackets brackets)
        implements Serializable {
    /** Takes a row. */
    @FunctionalInterface
    interface Visitor {
        /**
         * A row of a group.
         *
         * @param first first part of its key
         * @param hash second part of its key
         */
        void row(int group, long first, long hash);
    }

    void forEach(Iterator<InternalRow> rows, Visitor visitor) {
        TableRows.Cursor row = format.cursor();
        while (rows.hasNext()) {
            row.read(rows.next());
            int group = grouping.group(row.label(), row.score(), row.hash());
            if (group != Grouping.NONE) {
                visitor.row(group, ranking.first(row.score(), row.hash()), row.hash());
            }
        }
    }
}

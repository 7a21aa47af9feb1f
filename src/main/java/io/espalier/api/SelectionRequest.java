package io.espalier.api;

import io.espalier.run.SelectionPlan;
import java.util.Optional;

/**
 * A selection from a table of scores.
 *
 * @param scores path of a Parquet table with a column example_id, one of scores and, where the method needs it, one called label; or of
 *     the directory of a run or scoring that has one
 * @param column name of the score; may be absent where there is only one
 * @param plan how many are kept, and which
 */
public record SelectionRequest(String scores, Optional<String> column, SelectionPlan plan) {
    /** The same from another table. */
    SelectionRequest of(String table) {
        return new SelectionRequest(table, column, plan);
    }
}

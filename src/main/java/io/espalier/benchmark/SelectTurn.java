package io.espalier.benchmark;

import io.espalier.api.Espalier;
import io.espalier.api.SelectionRequest;
import io.espalier.spark.Cluster;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One selection by one of the ways.
 *
 * @param table of scores that is read
 * @param kept directory that is made, with the ids and weights
 */
public record SelectTurn(SelectWay way, Path table, Path kept) {
    /**
     * Selects in this process.
     *
     * @return seconds that it took
     * @throws io.espalier.UserException if there is too little memory
     */
    public double seconds(SelectSettings settings, Cluster cluster) {
        long begun = System.nanoTime();
        cluster.doing(() -> "start again", () -> {
            select(settings, cluster);
            return kept;
        });
        return (System.nanoTime() - begun) * 1e-9;
    }

    private void select(SelectSettings settings, Cluster cluster) {
        switch (way) {
            case SELECT -> Espalier.select(
                    new SelectionRequest(table.toString(), Optional.empty(), settings.plan()),
                    kept,
                    cluster,
                    warning -> {});
            case ROW_NUMBER -> cluster.scoreTables()
                    .writeHighestByRowNumber(table, settings.plan().count(settings.rows()), kept);
        }
    }
}

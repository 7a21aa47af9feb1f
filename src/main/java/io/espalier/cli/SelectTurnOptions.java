package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.benchmark.SelectTurn;
import io.espalier.benchmark.SelectWay;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options by which {@code benchmark select} has a process make one turn; not for people. */
final class SelectTurnOptions {
    private static final String WAY = "--way";
    private static final String TABLE = "--table";
    private static final String KEPT = "--kept";

    @Parameter(names = WAY, hidden = true, description = "How this process selects.")
    private @Nullable SelectWay way;

    @Parameter(names = TABLE, hidden = true, description = "Table of scores.")
    private String table = "";

    @Parameter(names = KEPT, hidden = true, description = "Directory that is made.")
    private String kept = "";

    /** The turn that is asked for. */
    Optional<SelectTurn> turn() {
        return Optional.ofNullable(way).map(asked -> new SelectTurn(asked, Path.of(table), Path.of(kept)));
    }

    /** The options that ask for a turn. */
    static List<String> words(SelectTurn turn) {
        return List.of(
                WAY,
                turn.way().word(),
                TABLE,
                turn.table().toString(),
                KEPT,
                turn.kept().toString());
    }
}

package io.espalier.run;

import static io.espalier.run.Rule.require;

import io.espalier.importance.ScoreMethod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which scores examples have, computed or of a table: the first keys of {@code importance}. */
public record ScoreSource(
        @Setting(value = "How the importance of examples is measured.", fallback = "el2n") ScoreMethod method,
        @Setting(value = "Further methods whose scores are written to the table in the same pass.", fallback = "[]")
                List<ScoreMethod> also,
        @Setting(
                        value =
                                "A table of scores to take instead of computing them: its directory, or that of the run or scoring that wrote it.",
                        key = "scores",
                        fallback = "")
                Optional<String> table) {
    public ScoreSource {
        also = List.copyOf(also);
        require(
                !also.contains(method) && also.stream().distinct().count() == also.size(),
                "importance.also must name methods beside importance.method " + method.column() + ", each once: "
                        + also.stream().map(ScoreMethod::column).toList());
        require(
                table.isEmpty() || also.isEmpty(),
                "importance.also is for scores that are computed; with importance.scores they come from a table");
    }

    /** All methods whose scores are computed: that of the selection first. */
    public List<ScoreMethod> methods() {
        return Stream.concat(Stream.of(method), also.stream()).toList();
    }

    /** The methods whose scores a run computes itself: none where it takes a table. */
    public List<ScoreMethod> computedMethods() {
        return table.isEmpty() ? methods() : List.of();
    }

    /** The key that names a method of these. */
    public String keyOf(ScoreMethod named) {
        return named == method ? "importance.method" : "importance.also";
    }
}

package io.espalier.run;

/** How scores are computed, by which weights and in which blocks: the keys of {@code importance} that are about the computing. */
public record ScoringSettings(
        @Setting(
                        value = "Part of the baseline phases before the window whose last rounds score examples.",
                        fallback = "0",
                        range = "[0, 1)")
                double warmupFraction,
        @Setting(
                        value = "Rounds whose weights are used for scoring.",
                        fallback = "5",
                        range = "[1, 100]",
                        unit = "rounds")
                int rounds,
        @Setting(value = "Rows of one scoring block.", fallback = "256", range = "[1, 1000000]", unit = "examples")
                int batch) {}

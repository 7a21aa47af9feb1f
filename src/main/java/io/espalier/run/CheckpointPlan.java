package io.espalier.run;

import java.io.Serializable;

/** When the run's state is saved: the key {@code checkpoint}. */
public record CheckpointPlan(
        @Setting(
                        value = "Rounds between two checkpoints; one more at each phase end.",
                        fallback = "10",
                        range = "[1, 1000000]",
                        unit = "rounds")
                int everyRounds,
        @Setting(value = "Checkpoints kept.", fallback = "3", range = "[1, 1000]") int keep)
        implements Serializable {}

package io.espalier.run;

import java.io.Serializable;
import java.util.Optional;

/** What a run asks of its cluster before it begins: the key {@code cluster}. A Spark inside the driver's process is not asked. */
public record ClusterPlan(
        @Setting(
                        value =
                                "Executors that the run waits for; empty: as many as Spark's own settings ask for, at least 1.",
                        fallback = "",
                        range = "[1, 10000]")
                Optional<Integer> executors,
        @Setting(value = "Time that they have to join.", fallback = "120", range = "[1, 86400]", unit = "seconds")
                int waitSeconds)
        implements Serializable {}

package io.espalier.run;

import java.io.Serializable;

/** What a request to stop does: the key {@code stop}. */
public record StopPlan(
        @Setting(
                        value = "Time that a stop request gives the running round.",
                        fallback = "20",
                        range = "[0, 86400]",
                        unit = "seconds")
                int graceSeconds)
        implements Serializable {}

package io.espalier.spark.task;

import io.espalier.trainer.Contribution;
import java.io.Serializable;

/** What a worker sends of a round: how it ran, and its contribution to the average. */
public record Trained(Ran ran, Contribution contribution) implements Serializable {}

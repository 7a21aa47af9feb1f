package io.espalier.spark.task;

import io.espalier.data.Labels;
import io.espalier.data.SplitPlan;
import java.io.Serializable;

/**
 * Everything that turns a row of a source into a row of a shard; broadcast to the packing tasks.
 *
 * @param split part and shard of an id
 * @param labels index of a label
 * @param featureCount values of an example
 */
public record PackPlan(SplitPlan split, Labels labels, int featureCount) implements Serializable {}

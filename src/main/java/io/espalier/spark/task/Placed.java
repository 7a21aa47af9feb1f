package io.espalier.spark.task;

import java.io.Serializable;

/**
 * A piece of the data and where it lies.
 *
 * @param slice the piece
 * @param location of the executor that packed it, in the form of Spark's preferred locations
 */
public record Placed(Slice slice, String location) implements Serializable {}

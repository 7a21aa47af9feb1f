package io.espalier.spark;

import java.nio.file.Path;

/**
 * Where a run's tables lie; directories of Parquet files.
 *
 * @param scores importance of the training examples
 * @param selection kept examples at full constraint
 */
public record RunTables(Path scores, Path selection) {}

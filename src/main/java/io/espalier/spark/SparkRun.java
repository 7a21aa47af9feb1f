package io.espalier.spark;

import io.espalier.run.TrainingPlan;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SparkSession;

/**
 * A run or a scoring on a Spark, as its driver knows it before any data is read.
 *
 * @param owner of the data and of all jobs on it
 * @param session that runs them
 * @param tables where the run's tables are written
 * @param wallMillis the driver's wall clock
 */
record SparkRun(JobOwner owner, TrainingPlan plan, SparkSession session, RunTables tables, LongSupplier wallMillis) {}

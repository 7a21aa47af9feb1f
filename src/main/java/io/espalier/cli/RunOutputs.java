package io.espalier.cli;

import io.espalier.run.RunRecord;
import io.espalier.spark.SparkBackend;
import io.espalier.store.RunDirectory;
import io.espalier.trainer.TrainedModel;

/** What a completed run leaves beside its record: the model and the report. */
final class RunOutputs {
    private RunOutputs() {}

    static void write(RunDirectory directory, RunRecord record, TrainedModel trained, SparkBackend backend) {}
}

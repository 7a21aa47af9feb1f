package io.espalier.spark;

import io.espalier.spark.task.AddressTask;
import io.espalier.spark.task.ExecutorAddress;
import java.util.Optional;
import org.apache.spark.SparkContext;

/** Where Spark keeps its files, and the packed data beside them, on the executors. */
final class LocalDisks {
    private final SparkContext context;

    /** Those of a session. */
    LocalDisks(SparkContext context) {
        this.context = context;
    }

    /**
     * The place on the executor that a job failed on.
     *
     * @param words of the failure
     */
    String of(String words) {
        Optional<OutsideCause.Place> place = OutsideCause.place(words);
        return place.isEmpty() || context.isLocal() ? ExecutorAddress.here().files() : of(place.get());
    }

    private String of(OutsideCause.Place place) {
        String unknown = "Spark's local files of " + place.name();
        try {
            return new EveryExecutor(context)
                    .answers(new AddressTask()).stream()
                            .filter(address -> address.executor().equals(place.executor()))
                            .findFirst()
                            .map(ExecutorAddress::files)
                            .orElse(unknown);
        } catch (Exception e) {
            // It is asked in trouble: the failure that it is asked for counts. Scala declares no exceptions.
            return unknown;
        }
    }
}

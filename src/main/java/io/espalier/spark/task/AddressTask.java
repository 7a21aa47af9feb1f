package io.espalier.spark.task;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Asks the executor that it runs on where that is. */
public final class AddressTask implements FlatMapFunction<Iterator<Integer>, ExecutorAddress> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ExecutorAddress> call(Iterator<Integer> unused) {
        return List.of(ExecutorAddress.here()).iterator();
    }
}

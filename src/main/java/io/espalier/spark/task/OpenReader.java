package io.espalier.spark.task;

import io.espalier.data.CloseableIterator;
import io.espalier.data.ExampleReader;
import io.espalier.data.RawExample;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;

/** Reads a file of examples where the task runs. */
public final class OpenReader implements FlatMapFunction<ExampleReader, RawExample> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<RawExample> call(ExampleReader reader) {
        CloseableIterator<RawExample> examples = reader.open();
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> examples.close());
        return examples;
    }
}

package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

class ExecutorStorageIT {
    @Test
    void noValueIsLeftWhenClosed() {
        try (LocalSpark spark = new LocalSpark(2)) {
            JavaSparkContext context =
                    JavaSparkContext.fromSparkContext(spark.session().sparkContext());
            List<Broadcast<float[]>> sent = new ArrayList<>();
            ExecutorStorage storage = new ExecutorStorage(context);
            for (int i = 0; i < 20; i++) {
                sent.add(storage.send(new float[100_000]));
            }
            assertThat(sent)
                    .allSatisfy(value -> assertThat(blocks(context, value)).isPositive());
            sent.forEach(storage::destroy);
            storage.close();
            assertThat(sent)
                    .allSatisfy(value -> assertThat(blocks(context, value)).isZero());
        }
    }

    /** A session that has ended took its values with it: no reason to hide what ended it. */
    @Test
    void valueOfAStoppedSessionIsNoFailure() {
        LocalSpark spark = new LocalSpark(1);
        ExecutorStorage storage = new ExecutorStorage(
                JavaSparkContext.fromSparkContext(spark.session().sparkContext()));
        int length = storage.during(new float[5], value -> {
            int read = value.value().length;
            spark.close();
            return read;
        });
        storage.close();
        assertThat(length).isEqualTo(5);
    }

    private static long blocks(JavaSparkContext context, Broadcast<float[]> value) {
        return context.env()
                .blockManager()
                .master()
                .getMatchingBlockIds(id -> id.name().startsWith("broadcast_" + value.id()), false)
                .size();
    }
}

package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

class BroadcastsIT {
    @Test
    void noValueIsLeftWhenClosed() {
        try (LocalSpark spark = new LocalSpark(2)) {
            JavaSparkContext context =
                    JavaSparkContext.fromSparkContext(spark.session().sparkContext());
            List<Broadcast<float[]>> sent = new ArrayList<>();
            Broadcasts broadcasts = new Broadcasts(context);
            for (int i = 0; i < 20; i++) {
                sent.add(broadcasts.send(new float[100_000]));
            }
            assertThat(sent)
                    .allSatisfy(value -> assertThat(blocks(context, value)).isPositive());
            sent.forEach(broadcasts::destroy);
            broadcasts.close();
            assertThat(sent)
                    .allSatisfy(value -> assertThat(blocks(context, value)).isZero());
        }
    }

    /** A session that has ended took its values with it: no reason to hide what ended it. */
    @Test
    void valueOfAStoppedSessionIsNoFailure() {
        LocalSpark spark = new LocalSpark(1);
        Broadcasts broadcasts =
                new Broadcasts(JavaSparkContext.fromSparkContext(spark.session().sparkContext()));
        int length = broadcasts.during(new float[5], value -> {
            int read = value.value().length;
            spark.close();
            return read;
        });
        broadcasts.close();
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

package io.espalier.spark.task;

import io.espalier.data.Occurrences;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapFunction2;
import scala.Tuple2;

/** Makes the ids of a partition's rows from the hashes of their contents, and, of what stands in several rows, how often it came before. */
public final class MakeIds
        implements FlatMapFunction<Iterator<Surveyed>, Surveyed>,
                FlatMapFunction2<Iterator<Surveyed>, Iterator<Tuple2<Integer, long[]>>, Surveyed> {
    private static final long serialVersionUID = 1L;

    /** The ids of a partition where nothing stands in several rows. */
    @Override
    public Iterator<Surveyed> call(Iterator<Surveyed> surveyed) {
        return call(surveyed, Collections.emptyIterator());
    }

    /**
     * The ids of a partition.
     *
     * @param surveyed its rows' contents
     * @param repeated of {@link NumberRepeated}
     */
    @Override
    public Iterator<Surveyed> call(Iterator<Surveyed> surveyed, Iterator<Tuple2<Integer, long[]>> repeated) {
        Occurrences occurrences = new Occurrences();
        repeated.forEachRemaining(pairs -> add(pairs._2(), occurrences));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return surveyed.hasNext();
            }

            @Override
            public Surveyed next() {
                Surveyed element = surveyed.next();
                return element instanceof Surveyed.Identities contents ? ids(contents, occurrences) : element;
            }
        };
    }

    private static void add(long[] pairs, Occurrences occurrences) {
        for (int i = 0; i < pairs.length; i += 2) {
            occurrences.add(pairs[i], Math.toIntExact(pairs[i + 1]));
        }
    }

    private static Surveyed ids(Surveyed.Identities contents, Occurrences occurrences) {
        return new Surveyed.Identities(
                Arrays.stream(contents.values()).map(occurrences::nextId).toArray());
    }
}

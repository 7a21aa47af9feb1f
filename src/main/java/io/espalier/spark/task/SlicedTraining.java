package io.espalier.spark.task;

import io.espalier.trainer.Contribution;
import java.io.Serializable;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * The map side of a round whose contributions are too large to be collected: trains, and sends each slice of a contribution to the
 * partition that averages it, how the worker ran to one partition more.
 */
public final class SlicedTraining implements PairFlatMapFunction<Iterator<Placed>, Integer, Outcome<Serializable>> {
    private static final long serialVersionUID = 1L;

    private final TrainTask training;
    private final SliceCut cut;

    /** A training whose contributions are cut. */
    public SlicedTraining(TrainTask training, SliceCut cut) {
        this.training = training;
        this.cut = cut;
    }

    @Override
    public Iterator<Tuple2<Integer, Outcome<Serializable>>> call(Iterator<Placed> pieces) {
        Iterable<Placed> placed = () -> pieces;
        return StreamSupport.stream(placed.spliterator(), false)
                .map(training::call)
                .flatMap(outcome -> outcome.fold(
                        this::cut,
                        missing -> everywhere(Outcome.missing(missing)),
                        failure -> everywhere(Outcome.failed(failure))))
                .iterator();
    }

    private Stream<Tuple2<Integer, Outcome<Serializable>>> cut(Trained trained) {
        Contribution whole = trained.contribution();
        return Stream.concat(
                IntStream.range(0, cut.slices())
                        .mapToObj(slice -> to(slice, Outcome.done(whole.slice(cut.from(slice), cut.to(slice))))),
                Stream.of(to(cut.slices(), Outcome.done(trained.ran()))));
    }

    /** Every partition must know: it can't average what is not there. */
    private Stream<Tuple2<Integer, Outcome<Serializable>>> everywhere(Outcome<Serializable> setback) {
        return IntStream.rangeClosed(0, cut.slices()).mapToObj(slice -> to(slice, setback));
    }

    private static Tuple2<Integer, Outcome<Serializable>> to(int partition, Outcome<Serializable> content) {
        return new Tuple2<>(partition, content);
    }
}

package io.espalier.trainer;

import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreMethod.Origin;
import io.espalier.importance.Scores;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one forward pass says of each row, by several methods at once, in memory that is used again and again.
 *
 * <p>Filled by a replica; not thread-safe. Whether a method makes sense of a network's outputs: see {@link ScorableOutputs}.
 */
public final class ExampleScores {
    /** The methods of {@link #ExampleScores(int, int)}: those that need neither features nor a network. */
    private static final Set<ScoreMethod> USUAL = EnumSet.of(ScoreMethod.LOSS, ScoreMethod.MARGIN, ScoreMethod.EL2N);

    private final int outputCount;
    private final int featureCount;
    private final boolean bias;
    private final float[] outputs;
    private final float[] penultimate;
    private final ScoreMethod[] methods;
    private final double[][] columns;
    private Optional<Prototypes> prototypes = Optional.empty();

    /** Room for loss, margin and EL2N of up to {@code capacity} rows. */
    public ExampleScores(int capacity, int outputCount) {
        this(capacity, outputCount, 0, false, USUAL);
    }

    /**
     * Room for scores of up to {@code capacity} rows of a network.
     *
     * @param methods without those that are not computed from a forward pass
     */
    public ExampleScores(int capacity, Network network, Collection<ScoreMethod> methods) {
        this(
                capacity,
                network.outputs(),
                needsPenultimate(methods) ? network.penultimate().size() : 0,
                output(network).bias(),
                methods);
    }

    private ExampleScores(
            int capacity, int outputCount, int featureCount, boolean bias, Collection<ScoreMethod> methods) {
        this.outputCount = outputCount;
        this.featureCount = featureCount;
        this.bias = bias;
        this.outputs = new float[Math.multiplyExact(capacity, outputCount)];
        this.penultimate = new float[Math.multiplyExact(capacity, featureCount)];
        this.methods = methods.toArray(ScoreMethod[]::new);
        this.columns = new double[ScoreMethod.values().length][];
        for (ScoreMethod method : methods) {
            if (method.origin() != Origin.OUTPUTS && method.origin() != Origin.PENULTIMATE) {
                throw new IllegalArgumentException(
                        "Not computed from a forward pass: " + method.column() + " comes from " + method.origin());
            }
            columns[method.ordinal()] = new double[capacity];
        }
    }

    /** Room for the penultimate features of up to {@code capacity} rows of a network, without scores. */
    public static ExampleScores ofFeatures(int capacity, Network network) {
        return new ExampleScores(
                capacity,
                network.outputs(),
                network.penultimate().size(),
                output(network).bias(),
                Set.of());
    }

    private static boolean needsPenultimate(Collection<ScoreMethod> methods) {
        return methods.stream().anyMatch(method -> method.origin() == Origin.PENULTIMATE);
    }

    private static Layer.Output output(Network network) {
        return (Layer.Output) network.nodes().get(network.nodes().size() - 1).layer();
    }

    /** What {@link ScoreMethod#PROTOTYPE} measures distances from; set before {@link #score}. */
    public void measureFrom(Prototypes from) {
        prototypes = Optional.of(from);
    }

    /** The score of a row by one of the methods; see {@link Scores}. */
    public double of(ScoreMethod method, int row) {
        double[] column = columns[method.ordinal()];
        if (column == null) {
            throw new IllegalArgumentException("Not among the scores asked for: " + method.column());
        }
        return column[row];
    }

    /** See {@link Scores#loss}. */
    public double loss(int row) {
        return of(ScoreMethod.LOSS, row);
    }

    /** See {@link Scores#margin}: p of the greatest other class less p of the row's class. */
    public double margin(int row) {
        return of(ScoreMethod.MARGIN, row);
    }

    /** See {@link Scores#el2n}. */
    public double el2n(int row) {
        return of(ScoreMethod.EL2N, row);
    }

    /** The outputs that the scores are computed from, row-major, [capacity x outputs]: written before {@link #score}. */
    public float[] outputs() {
        return outputs;
    }

    /** Whether {@link #penultimate} is to be written before {@link #score} too. */
    public boolean readsPenultimate() {
        return featureCount > 0;
    }

    /** What goes into the network's last layer, row-major, [capacity x values]; without room where no method asks for it. */
    public float[] penultimate() {
        return penultimate;
    }

    /** Computes the scores of the batch's rows from {@link #outputs} and {@link #penultimate}. */
    public void score(Batch batch) {
        for (ScoreMethod method : methods) {
            double[] column = columns[method.ordinal()];
            for (int row = 0; row < batch.rows(); row++) {
                column[row] = score(method, row, batch.labels()[row]);
            }
        }
    }

    private double score(ScoreMethod method, int row, int label) {
        int start = row * outputCount;
        int features = row * featureCount;
        return switch (method) {
            case LOSS -> Scores.loss(outputs, start, outputCount, label);
            case MARGIN -> Scores.margin(outputs, start, outputCount, label);
            case ENTROPY -> Scores.entropy(outputs, start, outputCount);
            case LEAST_CONFIDENCE -> Scores.leastConfidence(outputs, start, outputCount);
            case EL2N -> Scores.el2n(outputs, start, outputCount, label);
            case GRAND -> Scores.grand(
                    Scores.el2n(outputs, start, outputCount, label), penultimate, features, featureCount, bias);
            case PROTOTYPE -> prototypes
                    .orElseThrow(() -> new IllegalStateException("There are no prototypes to measure from"))
                    .distance(penultimate, features, label);
            case FORGETTING, AUM, RANDOM -> throw new AssertionError(method);
        };
    }
}

package io.espalier.engine;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import java.nio.FloatBuffer;

/**
 * Dropout: while training, each value is zero with a probability, and what stays is divided by the probability to stay, so that its
 * expectation does not change.
 *
 * <p>A draw depends on the step's seed, the layer's name, the row's index in the batch and the number of the value (see {@link
 * DrawNumbers}): not on the order of work, the number of rows that go through at once, or which other units there are. DL4J draws by its
 * own generator; only the distribution is the same.
 */
final class DropoutOperation implements Operation {
    private final Passes passes;
    private final Input input;
    private final Signal output;
    private final CurrentRows rows;
    private final Drop drop;
    private final FloatMemory factors;
    private final long layerHash;
    private boolean dropped;

    /**
     * What is dropped.
     *
     * @param layer name of the layer
     * @param rate fraction dropped, in [0, 1)
     * @param numbers of the layer's values
     */
    record Drop(String layer, double rate, DrawNumbers numbers) {}

    /** A layer on prebuilt memory; {@code factors} holds what each value was multiplied with. */
    DropoutOperation(Passes passes, Input input, Signal output, CurrentRows rows, Drop drop, FloatMemory factors) {
        this.passes = passes;
        this.input = input;
        this.output = output;
        this.rows = rows;
        this.drop = drop;
        this.factors = factors;
        this.layerHash = Hashing.seed(0, drop.layer);
    }

    @Override
    public void forward(boolean training) {
        dropped = training && rows.drops() && drop.rate > 0;
        int length = rows.count() * output.size();
        if (dropped) {
            draw();
            passes.multiply(input.signal().values(), factors, output.values(), length, false);
        } else {
            passes.copy(input.signal().values(), output.values(), length);
        }
    }

    @Override
    public void backward() {
        if (!input.signal().hasGradient()) {
            return;
        }
        int length = rows.count() * output.size();
        if (dropped) {
            passes.multiply(output.gradient(), factors, input.signal().gradient(), length, input.adds());
        } else {
            Flows.pass(passes, output.gradient(), input, length);
        }
    }

    private void draw() {
        FloatBuffer into = factors.floats();
        float kept = (float) (1 / (1 - drop.rate));
        // A draw is dropped where its first 63 bits, read as a fraction, are below the rate.
        long bound = (long) (drop.rate * 0x1p63);
        long seed = SplitMix64.at(rows.draw(), layerHash);
        long[] numbers = drop.numbers.of(drop.layer);
        for (int row = 0; row < rows.count(); row++) {
            long rowSeed = SplitMix64.at(seed, rows.first() + row);
            for (int value = 0; value < numbers.length; value++) {
                boolean drops = (SplitMix64.at(rowSeed, numbers[value]) >>> 1) < bound;
                into.put(row * numbers.length + value, drops ? 0 : kept);
            }
        }
    }
}

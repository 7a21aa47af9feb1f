package io.espalier.dl4j;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Where the optimizer moments of each parameter lie in DL4J's updater state.
 *
 * <p>DL4J joins neighbouring parameters of equal update rule into a block. The state is one flat array, block after block; inside a
 * block first all values of moment 0, then all of moment 1. With one rule for the whole network only the running statistics of batch
 * normalisation part blocks: they have no state, and their entries in arrays parallel to the parameters are 0.
 */
final class MomentMap {
    /** {@code length} parameters from {@code parameter} on have their moments from {@code state} on, {@code length} apart. */
    private record Block(int parameter, int length, int state) {}

    private final List<Block> blocks;
    private final int moments;
    private final int parameterCount;

    /**
     * The map of a network with one update rule.
     *
     * @param moments values that the rule keeps for each parameter
     */
    MomentMap(ParameterLayout layout, int moments) {
        this.moments = moments;
        this.parameterCount = layout.length();
        List<Block> found = new ArrayList<>();
        int start = 0;
        int state = 0;
        for (Tensor tensor : layout.tensors()) {
            if (!tensor.role().trainable()) {
                addBlock(found, start, tensor.offset() - start, state);
                state += (tensor.offset() - start) * moments;
                start = tensor.end();
            }
        }
        addBlock(found, start, layout.length() - start, state);
        this.blocks = List.copyOf(found);
    }

    private static void addBlock(List<Block> blocks, int parameter, int length, int state) {
        if (length > 0) {
            blocks.add(new Block(parameter, length, state));
        }
    }

    /** Throws unless DL4J has made the same blocks. */
    void requireSame(BaseMultiLayerUpdater<?> updater) {
        List<Block> actual = new ArrayList<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
            int state = block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart();
            if (state == moments * length && (moments > 0 || !keepsNothing(block))) {
                actual.add(new Block(block.getParamOffsetStart(), length, block.getUpdaterViewOffsetStart()));
            } else if (state != 0) {
                throw new IllegalStateException(
                        "An updater block of " + length + " parameters has " + state + " values");
            }
        }
        if (!actual.equals(blocks)) {
            throw new IllegalStateException("DL4J has the updater blocks " + actual + ", expected " + blocks);
        }
    }

    private static boolean keepsNothing(UpdaterBlock block) {
        return block.getGradientUpdater().getConfig() instanceof NoOp;
    }

    /** Length of DL4J's updater state. */
    int stateLength() {
        return moments * blocks.stream().mapToInt(Block::length).sum();
    }

    /** DL4J's updater state of moments that are each parallel to the parameters. */
    float[] state(float[][] from) {
        requireShape(from);
        float[] state = new float[stateLength()];
        for (Block block : blocks) {
            for (int moment = 0; moment < moments; moment++) {
                System.arraycopy(
                        from[moment], block.parameter, state, block.state + moment * block.length, block.length);
            }
        }
        return state;
    }

    /** Writes DL4J's updater state into moments, each parallel to the parameters; entries without state become 0. */
    void read(float[] state, float[][] into) {
        requireShape(into);
        if (state.length != stateLength()) {
            throw new IllegalArgumentException(
                    "The updater's state must have " + stateLength() + " values: " + state.length);
        }
        for (float[] moment : into) {
            Arrays.fill(moment, 0);
        }
        for (Block block : blocks) {
            for (int moment = 0; moment < moments; moment++) {
                System.arraycopy(
                        state, block.state + moment * block.length, into[moment], block.parameter, block.length);
            }
        }
    }

    /** Positions in the updater state that belong to positions of parameters. */
    int[] statePositions(int[] parameters) {
        int[] positions = new int[parameters.length * moments];
        int count = 0;
        for (Block block : blocks) {
            for (int parameter : parameters) {
                int inside = parameter - block.parameter;
                for (int moment = 0; moment < moments && inside >= 0 && inside < block.length; moment++) {
                    positions[count++] = block.state + moment * block.length + inside;
                }
            }
        }
        return Arrays.copyOf(positions, count);
    }

    private void requireShape(float[][] arrays) {
        if (arrays.length != moments) {
            throw new IllegalArgumentException("The updater has " + moments + " moments: " + arrays.length);
        }
        for (float[] array : arrays) {
            if (array.length != parameterCount) {
                throw new IllegalArgumentException(
                        "The network has " + parameterCount + " values, a moment " + array.length);
            }
        }
    }
}

package io.espalier.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/**
 * Where the optimizer moments of each parameter lie in DL4J's updater state.
 *
 * <p>DL4J joins neighbouring parameters of equal updater into a block. The state is one flat array, block after block; inside a block
 * first all values of moment 0, then all of moment 1. Running statistics of batch normalisation belong to blocks without state: their
 * entries in arrays parallel to the parameters are 0.
 */
final class MomentMap {
    /** {@code length} parameters from {@code parameter} on have their moments from {@code state} on, {@code length} apart. */
    private record Block(int parameter, int length, int state) {}

    private final List<Block> blocks;
    private final int moments;
    private final int parameterCount;
    private final int stateLength;

    /**
     * The map of one updater.
     *
     * @param moments arrays a parameter has in the state
     */
    MomentMap(BaseMultiLayerUpdater<?> updater, int moments, int parameterCount) {
        this.moments = moments;
        this.parameterCount = parameterCount;
        List<Block> found = new ArrayList<>();
        int covered = 0;
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
            int state = block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart();
            if (state > 0) {
                if (state != length * moments) {
                    throw new IllegalStateException(
                            "Updater block of " + length + " parameters has " + state + " values, not " + moments + " each");
                }
                found.add(new Block(block.getParamOffsetStart(), length, block.getUpdaterViewOffsetStart()));
                covered += state;
            }
        }
        this.blocks = List.copyOf(found);
        this.stateLength = covered;
    }

    /** Length of DL4J's updater state. */
    int stateLength() {
        return stateLength;
    }

    /** Writes moments, each parallel to the parameters, into an updater state. */
    void write(float[][] from, HostArray state) {
        requireShape(from);
        requireLength(state);
        for (Block block : blocks) {
            for (int moment = 0; moment < moments; moment++) {
                state.write(block.state + moment * block.length, from[moment], block.parameter, block.length);
            }
        }
    }

    /** Reads an updater state into moments, each parallel to the parameters; entries without state become 0. */
    void read(HostArray state, float[][] into) {
        requireShape(into);
        requireLength(state);
        for (float[] moment : into) {
            Arrays.fill(moment, 0);
        }
        for (Block block : blocks) {
            for (int moment = 0; moment < moments; moment++) {
                state.read(block.state + moment * block.length, into[moment], block.parameter, block.length);
            }
        }
    }

    /** Positions in the updater state that belong to positions of parameters. {@code parameters} ascend. */
    int[] statePositions(int[] parameters) {
        int[] positions = new int[parameters.length * moments];
        int count = 0;
        for (Block block : blocks) {
            for (int parameter : parameters) {
                int inside = parameter - block.parameter;
                if (inside >= 0 && inside < block.length) {
                    for (int moment = 0; moment < moments; moment++) {
                        positions[count++] = block.state + moment * block.length + inside;
                    }
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

    private void requireLength(HostArray state) {
        if (state.length() != stateLength) {
            throw new IllegalArgumentException("The updater's state has " + stateLength + " values: " + state.length());
        }
    }
}

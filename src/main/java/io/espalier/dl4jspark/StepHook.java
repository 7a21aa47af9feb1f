package io.espalier.dl4jspark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What is done around every step of dl4j-spark's workers in one round: loss and time are summed over the workers, because the master
 * says neither, and a graph is told how many updates came before.
 *
 * <p>Made on the driver; each task has a copy of its own. A task that is tried again counts again.
 */
final class StepHook implements TrainingHook {
    private static final long serialVersionUID = 1L;

    private final int updates;
    private final DoubleAccumulator losses;
    private final LongAccumulator steps;
    private final LongAccumulator nanos;
    private transient long begun;
    private transient double penalty;

    /**
     * A hook that has counted nothing.
     *
     * @param updates before the round
     */
    StepHook(JavaSparkContext context, long updates) {
        this.updates = Math.toIntExact(updates);
        this.losses = context.sc().doubleAccumulator();
        this.steps = context.sc().longAccumulator();
        this.nanos = context.sc().longAccumulator();
    }

    /** Mean of the steps' losses, without the L2 penalty: all steps have equally many examples. */
    double loss() {
        return losses.value() / steps.value();
    }

    /** Seconds of all steps of all workers. */
    double seconds() {
        return nanos.value() * 1e-9;
    }

    private void begin(Model model) {
        if (model instanceof ComputationGraph graph) {
            restoreUpdates(graph);
        }
        // The score of a step is that of the weights before it.
        penalty = penalty(model);
        begun = System.nanoTime();
    }

    /** A worker copies the configuration of a graph without its count of updates: Adam would correct its bias anew in each round. */
    private void restoreUpdates(ComputationGraph graph) {
        if (graph.getConfiguration().getIterationCount() < updates) {
            graph.getConfiguration().setIterationCount(updates);
        }
    }

    private static double penalty(Model model) {
        return model instanceof MultiLayerNetwork sequence
                ? sequence.calcRegularizationScore(true)
                : ((ComputationGraph) model).calcRegularizationScore(true);
    }

    private void end(Model model) {
        nanos.add(System.nanoTime() - begun);
        steps.add(1);
        losses.add(model.score() - penalty);
    }

    @Override
    public void preUpdate(DataSet minibatch, Model model) {
        begin(model);
    }

    @Override
    public void postUpdate(DataSet minibatch, Model model) {
        end(model);
    }

    @Override
    public void preUpdate(MultiDataSet minibatch, Model model) {
        begin(model);
    }

    @Override
    public void postUpdate(MultiDataSet minibatch, Model model) {
        end(model);
    }
}

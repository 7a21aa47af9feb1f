package io.espalier.dl4j;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import io.espalier.network.Tensor.Role;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.ProcessMemory;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A replica that trains with DL4J's own layers and update rules: the same bits as DL4J's {@code fit}.
 *
 * <p>One network for the life of the replica: a new state or mask is copied into its arrays and never rebuilds it. Batch normalisation
 * uses the statistics of the rows that go through at once, so that a step in several parts equals the whole step only without it; the
 * running statistics then move by the weighted mean of the parts' changes.
 *
 * <p>{@link #gradient} runs in training mode without dropout: batch normalisation uses the batch's own statistics, as a training step
 * does, and leaves the running ones as they are; their entries of the gradient are 0.
 */
final class Dl4jReplica implements Replica {
    private static final int[] NONE = {};

    private final Network network;
    private final ParameterLayout layout;
    private final Dl4jModel model;
    private final StepRate rate = new StepRate();
    private final int microBatch;
    private final BatchArrays arrays;
    private final WeightedLoss loss;
    private final HostArray parameters;
    private final MomentMap momentMap;
    private final Optional<HostArray> state;
    private final boolean drops;
    private final List<INDArray> statistics;
    private Optional<Dl4jModel> withoutDropout = Optional.empty();
    private Optional<INDArray> sum = Optional.empty();
    private int[] zeroParameters = NONE;
    private int[] zeroState = NONE;
    private int updates;
    private boolean closed;

    Dl4jReplica(Network network, UpdaterPlan updater, int microBatch) {
        if (microBatch < 1) {
            throw new IllegalArgumentException("Micro-batch must be at least 1: " + microBatch);
        }
        this.network = network;
        this.layout = network.layout();
        this.model = Dl4jModel.of(network, UpdateRule.scheduled(updater, rate));
        LayoutCheck.requireSame(layout, model.layers(), model.parameters());
        OneDnnHelpers.install(model.layers());
        this.microBatch = microBatch;
        this.arrays = new BatchArrays(network, ProcessMemory.passRows(network, microBatch));
        this.loss = WeightedLoss.of(model.layers());
        this.parameters = new HostArray(model.parameters());
        this.momentMap = new MomentMap(layout, ReplicaFactory.moments(updater));
        momentMap.requireSame(model.updater());
        this.state = Optional.ofNullable(model.updater().getStateViewArray()).map(HostArray::new);
        this.drops = network.nodes().stream().anyMatch(Dl4jReplica::drops);
        this.statistics = statistics(layout, model.gradients());
    }

    @Override
    public void load(float[] newParameters, float[][] moments, long newUpdates) {
        requireOpen();
        requireLength(newParameters);
        int count = Math.toIntExact(newUpdates);
        parameters.write(newParameters, 0, newParameters.length);
        if (moments.length > 0) {
            float[] newState = momentMap.state(moments);
            state.ifPresent(array -> array.write(newState, 0, newState.length));
        }
        updates = count;
        holdZeros();
    }

    @Override
    public void mask(int[] zeroPositions) {
        requireOpen();
        for (int i = 0; i < zeroPositions.length; i++) {
            int position = zeroPositions[i];
            if (position < 0 || position >= layout.length() || (i > 0 && position <= zeroPositions[i - 1])) {
                throw new IllegalArgumentException(
                        "Masked positions must ascend in [0, " + layout.length() + "): " + position);
            }
        }
        zeroParameters = zeroPositions.clone();
        zeroState = momentMap.statePositions(zeroParameters);
        holdZeros();
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        requireOpen();
        arrays.requireExamples(batch);
        if (drops) {
            // ND4J's native generator takes the seed 0 as "from the clock".
            Nd4j.getRandom().setSeed(draw == 0 ? 1 : draw);
        }
        rate.set(learningRate);
        double mean = backpropagate(model, batch);
        model.update(updates, batch.rows());
        updates++;
        holdZeros();
        return mean;
    }

    @Override
    public void readParameters(float[] into) {
        requireOpen();
        requireLength(into);
        parameters.read(into, 0, into.length);
    }

    @Override
    public void readMoments(float[][] into) {
        requireOpen();
        float[] values = new float[momentMap.stateLength()];
        state.ifPresent(array -> array.read(values, 0, values.length));
        momentMap.read(values, into);
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        requireOpen();
        arrays.requireExamples(batch);
        requireLength(into);
        Dl4jModel measured = drops ? modelWithoutDropout() : model;
        backpropagate(measured, batch);
        new HostArray(measured.gradients()).read(into, 0, into.length);
        for (Tensor tensor : layout.tensors()) {
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                into[i] = tensor.role().trainable() ? into[i] / batch.rows() : 0;
            }
        }
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        requireOpen();
        int classes = arrays.outputs();
        requireRoom("Outputs", batch.rows(), classes, into);
        for (int start = 0; start < batch.rows(); start += arrays.capacity()) {
            int count = Math.min(arrays.capacity(), batch.rows() - start);
            try (INDArray outputs = model.outputs(arrays.features(batch, start, count))) {
                new HostArray(outputs).read(into, start * classes, count * classes);
            }
        }
    }

    @Override
    public void scores(Batch batch, ExampleScores into) {
        if (!into.readsPenultimate()) {
            Replica.super.scores(batch, into);
            return;
        }
        requireOpen();
        int classes = arrays.outputs();
        int width = network.penultimate().size();
        requireRoom("Outputs", batch.rows(), classes, into.outputs());
        requireRoom("Penultimate features", batch.rows(), width, into.penultimate());
        for (int start = 0; start < batch.rows(); start += arrays.capacity()) {
            int count = Math.min(arrays.capacity(), batch.rows() - start);
            try (Dl4jModel.Answer answer = model.answer(arrays.features(batch, start, count))) {
                new HostArray(answer.outputs()).read(into.outputs(), start * classes, count * classes);
                new HostArray(answer.penultimate()).read(into.penultimate(), start * width, count * width);
            }
        }
        into.score(batch);
    }

    private static void requireRoom(String what, int rows, int columns, float[] into) {
        if (into.length < rows * columns) {
            throw new IllegalArgumentException(
                    what + " of " + rows + " rows need " + rows * columns + " values: " + into.length);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        arrays.close();
        sum.ifPresent(INDArray::close);
        withoutDropout.ifPresent(Dl4jModel::close);
        model.close();
    }

    /** Leaves the gradient summed over all rows of the batch in the model's gradient array; returns the mean loss. */
    private double backpropagate(Dl4jModel target, Batch batch) {
        int rows = batch.rows();
        if (rows <= microBatch) {
            return backpropagate(target, arrays.fill(batch, 0, rows));
        }
        INDArray total = sum();
        total.assign(0);
        List<INDArray> changes = target == model ? statistics : statistics(layout, target.gradients());
        double mean = 0;
        for (int start = 0; start < rows; start += microBatch) {
            int count = Math.min(microBatch, rows - start);
            double weight = (double) count / rows;
            mean += weight * backpropagate(target, arrays.fill(batch, start, count));
            changes.forEach(change -> change.muli(weight));
            total.addi(target.gradients());
        }
        target.gradients().assign(total);
        return mean;
    }

    private double backpropagate(Dl4jModel target, BatchArrays.Rows rows) {
        rows.factors().ifPresentOrElse(loss::weigh, loss::weighAlike);
        double mean = target.backpropagate(rows.features(), rows.labels(), rows.mask());
        if (rows.counts()) {
            return mean;
        }
        of(layout, target.gradients(), Role::trainable).forEach(slopes -> slopes.assign(0));
        return 0;
    }

    private INDArray sum() {
        if (sum.isEmpty()) {
            sum = Optional.of(Nd4j.create(DataType.FLOAT, layout.length()));
        }
        return sum.get();
    }

    private Dl4jModel modelWithoutDropout() {
        if (withoutDropout.isEmpty()) {
            List<Node> nodes = network.nodes().stream()
                    .map(node -> drops(node)
                            ? new Node(node.name(), new Layer.Activate(Activation.IDENTITY), node.inputs())
                            : node)
                    .toList();
            Network plain = new Network(network.input(), nodes, network.form());
            Dl4jModel other = Dl4jModel.sharing(plain, UpdateRule.none(), model.parameters());
            OneDnnHelpers.install(other.layers());
            loss.install(other.layers());
            withoutDropout = Optional.of(other);
        }
        return withoutDropout.get();
    }

    private void holdZeros() {
        if (zeroParameters.length > 0) {
            parameters.zero(zeroParameters);
            state.ifPresent(array -> array.zero(zeroState));
        }
    }

    private static boolean drops(Node node) {
        return node.layer() instanceof Layer.Dropout;
    }

    /** The parts of a gradient array that belong to running statistics. */
    private static List<INDArray> statistics(ParameterLayout layout, INDArray gradients) {
        return of(layout, gradients, role -> !role.trainable());
    }

    private static List<INDArray> of(ParameterLayout layout, INDArray gradients, Predicate<Role> roles) {
        return layout.tensors().stream()
                .filter(tensor -> roles.test(tensor.role()))
                .map(tensor -> gradients.get(NDArrayIndex.interval(tensor.offset(), tensor.end())))
                .toList();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The replica is closed");
        }
    }

    private void requireLength(float[] values) {
        if (values.length != layout.length()) {
            throw new IllegalArgumentException(
                    "The network has " + layout.length() + " values, the vector " + values.length);
        }
    }
}

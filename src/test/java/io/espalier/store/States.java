package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.constraint.KeptUnits;
import io.espalier.network.Activation;
import io.espalier.network.Group;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.run.Position;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.trainer.Checkpoints;
import io.espalier.trainer.Cursor;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.WorkerFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** States of runs for tests: random values of every kind, and the comparison of two states bit by bit. */
final class States {
    /** Of a run whose workers keep no state. */
    static final Checkpoints.WorkerWriter NO_WORKERS = directory -> List.of();

    private States() {}

    /** A graph of the layers of images. */
    static Network images() {
        return new Network(
                new Shape(2, 6, 6),
                List.of(
                        node("c1", new Layer.Convolution(3, 3, 3, 1, 0, 1, true, Activation.IDENTITY, true), "input"),
                        node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU), "c1"),
                        node("c2", new Layer.Convolution(3, 3, 1, 1, 0, 1, true, Activation.LEAKY_RELU, false), "norm"),
                        node("sum", new Layer.Add(Activation.ELU), "c1", "c2"),
                        node("side", new Layer.Merge(), "sum", "norm"),
                        node("pool", new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false), "side"),
                        node("drop", new Layer.Dropout(0.1), "pool"),
                        node("flat", new Layer.Flatten(), "drop"),
                        node("dense", new Layer.Dense(5, Activation.GELU, true), "flat"),
                        node("act", new Layer.Activate(Activation.SWISH), "dense"),
                        node("out", new Layer.Output(4, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY), "act")),
                Network.Form.GRAPH);
    }

    /** A chain of the layers of sequences. */
    static Network sequences() {
        return new Network(
                new Shape(1, 7, 1),
                List.of(
                        node("embedding", new Layer.Embedding(11, 4), "input"),
                        node("attention", new Layer.SelfAttention(2, 3), "embedding"),
                        node("norm", new Layer.LayerNormalization(1e-6), "attention"),
                        node("lstm", new Layer.Lstm(5, false), "norm"),
                        node("pool", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), "lstm"),
                        node("out", new Layer.Output(1, Activation.SIGMOID, Layer.Loss.BINARY_CROSS_ENTROPY), "pool")),
                Network.Form.SEQUENCE);
    }

    private static Node node(String name, Layer layer, String... inputs) {
        return new Node(name, layer, List.of(inputs));
    }

    /** A state in phase 1 (hybrid) of which every part is random, with bits that are easily lost among the values. */
    static TrainerState random(Network network, int round, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        int length = network.layout().length();
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        Map<String, List<Integer>> original = new LinkedHashMap<>();
        for (Group group : network.groups()) {
            kept.put(
                    group.name(),
                    IntStream.range(0, group.units())
                            .filter(u -> u == 0 || random.nextInt(2) == 0)
                            .boxed()
                            .toList());
            original.put(
                    group.name(),
                    IntStream.range(0, group.units())
                            .map(u -> 2 * u + 1)
                            .boxed()
                            .toList());
        }
        float[][] moments = new float[random.nextInt(3)][];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = floats(length, random);
        }
        return new TrainerState(
                new Position(1, number(random), random.nextLong() >>> 1, round, random.nextDouble() / 2 + 0.25),
                List.of(new Cursor(random.nextInt(9), random.nextInt(99)), Cursor.START),
                new TrainerState.Structure(
                        random.nextInt(99),
                        new ModelState(network, floats(length, random), moments, random.nextLong() >>> 1),
                        random.nextInt(2) == 0 ? List.of() : List.of(floats(length, random)),
                        new KeptUnits(kept),
                        original,
                        unitScores(network, random)),
                new TrainerState.Scoring(snapshots(length, random), random.nextInt(2) == 0),
                new TrainerState.History(
                        List.of(phase(Optional.of(number(random))), phase(Optional.empty())),
                        random.nextInt(2) == 0 ? OptionalDouble.empty() : OptionalDouble.of(number(random)),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        Map.of("compute", number(random), "other", Double.MIN_VALUE, "scoring", -0.0)),
                WorkerFiles.NONE);
    }

    /** A state without anything that can be missing. */
    static TrainerState bare(Network network) {
        ModelState model = new ModelState(network, new float[network.layout().length()], new float[0][], 0);
        return TrainerState.start(model, 2);
    }

    private static List<List<double[]>> unitScores(Network network, SplitMix64 random) {
        List<List<double[]>> scores = new ArrayList<>();
        for (int time = 0; time < random.nextInt(3); time++) {
            scores.add(network.groups().stream()
                    .map(group -> doubles(group.units(), random))
                    .toList());
        }
        return scores;
    }

    private static List<float[]> snapshots(int length, SplitMix64 random) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> floats(length, random))
                .toList();
    }

    private static PhaseRecord phase(Optional<Double> quality) {
        return new PhaseRecord("baseline", 1, 6, 150, 9600, 1.1, quality, 85002, Map.of("c1", 2), 1258);
    }

    /** All bit patterns, NaN with their payload included. */
    private static float[] floats(int length, SplitMix64 random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = Float.intBitsToFloat((int) random.nextLong());
        }
        return values;
    }

    private static double[] doubles(int length, SplitMix64 random) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = Double.longBitsToDouble(random.nextLong());
        }
        return values;
    }

    /** Any finite, not negative double, most with 17 significant digits. */
    private static double number(SplitMix64 random) {
        double value = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
        return Double.isFinite(value) ? value : 0.1;
    }

    static void assertSameBits(TrainerState found, TrainerState expected) {
        assertThat(found.position()).isEqualTo(expected.position());
        assertThat(found.cursors()).isEqualTo(expected.cursors());
        assertThat(found.history()).isEqualTo(expected.history());
        assertThat(found.structure().version()).isEqualTo(expected.structure().version());
        assertThat(found.structure().mask()).isEqualTo(expected.structure().mask());
        assertThat(List.copyOf(found.structure().mask().units().keySet()))
                .isEqualTo(List.copyOf(expected.structure().mask().units().keySet()));
        assertThat(found.structure().originalUnits())
                .isEqualTo(expected.structure().originalUnits());
        assertThat(found.structure().network()).isEqualTo(expected.structure().network());
        assertThat(found.structure().model().updates())
                .isEqualTo(expected.structure().model().updates());
        assertThat(bits(found.structure().model().parameters()))
                .isEqualTo(bits(expected.structure().model().parameters()));
        assertThat(bits(List.of(found.structure().model().moments())))
                .isEqualTo(bits(List.of(expected.structure().model().moments())));
        assertThat(bits(found.structure().outerMomentum()))
                .isEqualTo(bits(expected.structure().outerMomentum()));
        assertThat(scoreBits(found)).isEqualTo(scoreBits(expected));
        assertThat(found.scoring().scored()).isEqualTo(expected.scoring().scored());
        assertThat(bits(found.scoring().snapshots()))
                .isEqualTo(bits(expected.scoring().snapshots()));
    }

    private static List<List<Integer>> bits(List<float[]> arrays) {
        return arrays.stream().map(States::bits).toList();
    }

    private static List<Integer> bits(float[] array) {
        return IntStream.range(0, array.length)
                .mapToObj(i -> Float.floatToRawIntBits(array[i]))
                .toList();
    }

    private static List<List<List<Long>>> scoreBits(TrainerState state) {
        return state.structure().unitScores().stream()
                .map(arrays -> arrays.stream().map(States::bits).toList())
                .toList();
    }

    private static List<Long> bits(double[] array) {
        return IntStream.range(0, array.length)
                .mapToObj(i -> Double.doubleToRawLongBits(array[i]))
                .toList();
    }
}

package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Network;
import io.espalier.testing.ChildProcess;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which kernels oneDNN computes convolutions with, on processors that offer less than this one. */
class KernelsIT {
    private static final String EXECUTED = "onednn_verbose,exec,";
    private static final String GRADIENT = "gradient ";
    /** A forward pass, by the family of its kernel; those of single pixels have a name of their own. */
    private static final Pattern FORWARD = Pattern.compile(
            EXECUTED + "cpu,convolution,(?<family>[^,]+(?<!_1x1)):[^,]+,forward_training,.*_ic(?<channels>\\d+)oc.*");

    /** On oneDNN's names of instruction sets; ALL is what this processor has. */
    @ParameterizedTest
    @ValueSource(strings = {"ALL", "AVX2"})
    void convolutionsComeFromNoReferenceKernel(String instructions) throws Exception {
        List<String> convolutions = run(instructions).stream()
                .filter(line -> line.startsWith(EXECUTED) && line.contains(",convolution,"))
                .toList();
        assertThat(convolutions).isNotEmpty();
        assertThat(convolutions.stream().filter(line -> line.contains(",ref:"))).isEmpty();
    }

    /** The choice goes by the names of kernels: under other names oneDNN's first choice would be taken in silence, up to two times slower. */
    @Test
    void upTo32ChannelsAreConvolvedByTheDirectKernelAndMoreBySmallProducts() throws Exception {
        List<String> lines = run("ALL");
        assumeThat(lines).anyMatch(line -> line.contains("cpu,isa:") && line.contains("AVX-512"));
        Map<Boolean, Set<String>> families = lines.stream()
                .map(FORWARD::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.partitioningBy(
                        forward -> Integer.parseInt(forward.group("channels")) <= 32,
                        Collectors.mapping(forward -> forward.group("family"), Collectors.toSet())));
        assertThat(families.get(true)).containsExactly("jit");
        assertThat(families.get(false)).containsExactly("brgconv");
    }

    @Test
    void gradientsAreTheSameWithNarrowerKernels() throws Exception {
        Map<String, Double> wide = gradients(run("ALL"));
        Map<String, Double> narrow = gradients(run("AVX2"));
        assertThat(wide).hasSameSizeAs(Networks.named());
        assertThat(narrow.keySet()).isEqualTo(wide.keySet());
        wide.forEach((name, sum) -> assertThat(narrow.get(name)).as(name).isCloseTo(sum, withPercentage(0.01)));
    }

    private static List<String> run(String instructions) throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(
                "export DNNL_VERBOSE=1 DNNL_MAX_CPU_ISA=" + instructions + "; exec \"$@\"",
                List.of("-Xmx256m", "--add-modules=jdk.incubator.vector"),
                Networks.class)) {
            List<String> lines = child.finish();
            assertThat(child.exitCode()).as(lines.toString()).isZero();
            return lines;
        }
    }

    private static Map<String, Double> gradients(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(GRADIENT))
                .map(line -> line.substring(GRADIENT.length()).split("=", -1))
                .collect(Collectors.toMap(
                        parts -> parts[0], parts -> Double.valueOf(parts[1]), (first, second) -> first, TreeMap::new));
    }

    /** Computes a gradient of each network, and prints a sum of it. */
    static final class Networks {
        private Networks() {}

        static Map<String, Network> named() {
            Map<String, Network> networks = new LinkedHashMap<>(ImageNetworks.byLayer());
            networks.put("lenet", ImageNetworks.lenet());
            networks.put("resnet", ImageNetworks.resnet());
            networks.putAll(SequenceNetworks.byLayer());
            return networks;
        }

        /** Runs as a process. */
        public static void main(String[] arguments) {
            named().forEach((name, network) -> {
                Batch batch = EngineNetworks.batch(network, 16, 1);
                float[] parameters = ImageNetworks.parameters(network, 2);
                float[] gradient = new float[parameters.length];
                try (Replica replica = new CompiledReplicaFactory(new Dl4jReplicaFactory())
                        .create(network, EngineNetworks.ADAM, batch.rows())) {
                    replica.load(parameters, new float[2][parameters.length], 0);
                    replica.gradient(batch, gradient);
                }
                double sum = 0;
                for (float slope : gradient) {
                    sum += (double) slope * slope;
                }
                System.out.println(GRADIENT + name + "=" + sum);
            });
        }
    }
}

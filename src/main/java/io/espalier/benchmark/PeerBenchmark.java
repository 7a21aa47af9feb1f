package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.api.Espalier;
import io.espalier.dl4j.KernelProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Espalier's engine against other software that trains the same network on batches of the same size with as many threads: turn after turn,
 * so that all see the same machine at almost the same time. Nothing else may run beside it.
 */
public final class PeerBenchmark {
    private final PeerSettings settings;
    private final Consumer<String> progress;

    /**
     * A benchmark.
     *
     * @param progress told a line a turn
     */
    public PeerBenchmark(PeerSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Against PyTorch, as people write it and in its fastest setting.
     *
     * @param python program that has PyTorch
     * @param directory empty; for the peer's files
     * @throws io.espalier.UserException if there is no such program, or PyTorch is missing
     */
    public PeerReport againstPytorch(String python, Path directory) throws IOException, InterruptedException {
        List<Contender> peers = new ArrayList<>();
        try {
            for (PytorchProcess.Mode mode : PytorchProcess.Mode.values()) {
                peers.add(PytorchProcess.start(python, mode, settings.ours(), directory));
            }
            return against("pytorch", peers);
        } finally {
            peers.forEach(Contender::close);
        }
    }

    /**
     * Against DL4J's own {@code fit}, in the setting in which it is fastest: as many networks as there are threads, one thread each; and
     * where the network has convolutions once more with the oneDNN layers that DL4J has but does not use by itself.
     */
    public PeerReport againstDl4j() throws IOException, InterruptedException {
        List<Contender> peers = new ArrayList<>();
        try {
            for (Dl4jFit.Layers layers : Dl4jFit.Layers.of(settings.ours().built())) {
                peers.add(dl4j(layers));
            }
            return against("dl4j", peers);
        } finally {
            peers.forEach(Contender::close);
        }
    }

    private Contender dl4j(Dl4jFit.Layers layers) {
        EngineSettings ours = settings.ours();
        BareThreads<Dl4jFit> threads = Dl4jFit.threads(
                settings.threads(), ours.built(), EngineSettings.updater(), layers, ours.images(), ours.batch());
        return new BareContender(layers.word(), KernelProbe.versions(), threads, ours.seconds());
    }

    private PeerReport against(String peer, List<Contender> peers) throws IOException, InterruptedException {
        PeerSettings resolved = settings.resolved();
        EngineSettings ours = resolved.ours();
        Map<String, String> details = Map.of(
                "espalier", Espalier.version(),
                "java", System.getProperty("java.version"),
                "engine", word(ours.engine()));
        try (Contender espalier =
                new BareContender("espalier", details, EngineBenchmark.replicas(ours), ours.seconds())) {
            List<PeerReport.Turn> turns = new ArrayList<>();
            for (int turn = 0; turn <= settings.turns(); turn++) {
                PeerReport.Turn measured = turn(espalier, peers);
                progress.accept(line(turn, measured));
                if (turn > 0) {
                    turns.add(measured);
                }
            }
            return new PeerReport(peer, resolved, espalier.details(), details(peers), turns);
        }
    }

    private static PeerReport.Turn turn(Contender espalier, List<Contender> peers)
            throws IOException, InterruptedException {
        Map<String, Speed> speeds = new LinkedHashMap<>();
        for (Contender peer : peers) {
            speeds.put(peer.name(), peer.turn());
        }
        return new PeerReport.Turn(espalier.turn(), speeds);
    }

    private static Map<String, Map<String, String>> details(List<Contender> peers) {
        Map<String, Map<String, String>> details = new LinkedHashMap<>();
        peers.forEach(peer -> details.put(peer.name(), peer.details()));
        return details;
    }

    private static String line(int turn, PeerReport.Turn measured) {
        StringBuilder line = new StringBuilder(turn == 0 ? "warm-up" : "turn " + turn);
        append(line, "espalier", measured.ours());
        measured.peers().forEach((name, speed) -> append(line, name, speed));
        return line.toString();
    }

    private static void append(StringBuilder line, String name, Speed speed) {
        line.append(String.format(
                Locale.ROOT, "  %s %,.0f trained/s %,.0f scored/s", name, speed.train(), speed.scoring()));
    }
}

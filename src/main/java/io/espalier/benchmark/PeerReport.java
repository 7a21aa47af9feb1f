package io.espalier.benchmark;

import static io.espalier.Words.word;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The speed of Espalier's engine beside that of a peer. Figures are medians over the turns; a ratio is the median of the turns' ratios. */
public final class PeerReport implements BenchmarkReport {
    private final String peer;
    private final PeerSettings settings;
    private final Map<String, String> details;
    private final Map<String, Map<String, String>> peerDetails;
    private final List<Turn> turns;

    /**
     * A report.
     *
     * @param details versions and settings of ours
     * @param peerDetails those of each mode of the peer
     */
    PeerReport(
            String peer,
            PeerSettings settings,
            Map<String, String> details,
            Map<String, Map<String, String>> peerDetails,
            List<Turn> turns) {
        this.peer = peer;
        this.settings = settings;
        this.details = new TreeMap<>(details);
        this.peerDetails = new LinkedHashMap<>();
        peerDetails.forEach((mode, of) -> this.peerDetails.put(mode, new TreeMap<>(of)));
        this.turns = List.copyOf(turns);
    }

    /**
     * A turn of ours and one of each mode of the peer.
     *
     * @param peers by mode
     */
    record Turn(Speed ours, Map<String, Speed> peers) {
        Speed peer(String mode) {
            Speed speed = peers.get(mode);
            if (speed == null) {
                throw new IllegalArgumentException("Mode must be one of " + peers.keySet() + ": " + mode);
            }
            return speed;
        }
    }

    private double median(ToDoubleFunction<Turn> value) {
        return Median.of(turns.stream().mapToDouble(value));
    }

    private List<Double> ratios(String mode, ToDoubleFunction<Speed> figure) {
        return turns.stream()
                .map(turn -> figure.applyAsDouble(turn.ours()) / figure.applyAsDouble(turn.peer(mode)))
                .toList();
    }

    private double ratio(String mode, ToDoubleFunction<Speed> figure) {
        return Median.of(ratios(mode, figure).stream().mapToDouble(ratio -> ratio));
    }

    @Override
    public List<String> lines() {
        EngineSettings ours = settings.ours();
        List<String> lines = new ArrayList<>();
        lines.add(text(
                "%s, batch %d, %d replicas of %d threads against %s: medians of %d turns",
                word(ours.network()), ours.batch(), ours.replicas(), ours.threads(), peer, turns.size()));
        lines.add(text(
                "espalier  training %,.0f samples/s, scoring %,.0f samples/s; %s",
                median(turn -> turn.ours().train()), median(turn -> turn.ours().scoring()), details));
        peerDetails.forEach((mode, of) -> lines.add(text(
                "%s  training %,.0f samples/s (%.2f times), scoring %,.0f samples/s (%.2f times); %s",
                mode,
                median(turn -> turn.peer(mode).train()),
                ratio(mode, Speed::train),
                median(turn -> turn.peer(mode).scoring()),
                ratio(mode, Speed::scoring),
                of)));
        return lines;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        EngineSettings ours = settings.ours();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "compare");
        map.put("peer", peer);
        map.put("network", word(ours.network()));
        map.put("batch", ours.batch());
        map.put("replicas", ours.replicas());
        map.put("threads", ours.threads());
        map.put("turns", turns.size());
        map.put("details", details);
        map.put("train_samples_per_second", median(turn -> turn.ours().train()));
        map.put("scoring_samples_per_second", median(turn -> turn.ours().scoring()));
        Map<String, Object> modes = new LinkedHashMap<>();
        peerDetails.forEach((mode, of) -> modes.put(mode, mode(mode, of)));
        map.put("peers", modes);
        return map;
    }

    private Map<String, Object> mode(String mode, Map<String, String> of) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("details", of);
        map.put("train_samples_per_second", median(turn -> turn.peer(mode).train()));
        map.put("scoring_samples_per_second", median(turn -> turn.peer(mode).scoring()));
        map.put("train_ratio", ratio(mode, Speed::train));
        map.put("scoring_ratio", ratio(mode, Speed::scoring));
        map.put("train_ratios", ratios(mode, Speed::train));
        map.put("scoring_ratios", ratios(mode, Speed::scoring));
        return map;
    }
}

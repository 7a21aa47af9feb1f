package io.espalier.report;

import io.espalier.SplitMix64;
import io.espalier.importance.ListedExamples;
import io.espalier.importance.ScoredExample;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionRule;
import io.espalier.network.Shape;
import io.espalier.report.SelectionSummary.SeenExample;
import io.espalier.run.DataSummary;
import io.espalier.run.ImportancePlan;
import io.espalier.run.Incidents;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A run of 20 rounds over 1,259 training examples, hidden layers 256,256 narrowed to 144,136, 755 examples kept: the counts follow from
 * the timetable of a 30-epoch plan; losses, qualities, times and scores are smooth made-up functions of the round.
 */
final class WorkedRun {
    private static final int[] STEPS = {25, 25, 25, 25, 20, 25, 25, 25, 25, 25, 10, 25, 25, 25, 25, 25, 10, 25, 25, 25};
    private static final int[] FIRST = {256, 256, 256, 256, 256, 256, 216, 183, 160, 147, 145};
    private static final int[] SECOND = {256, 256, 256, 256, 256, 256, 213, 177, 153, 140, 137};
    private static final int[] KEPT = {1259, 1259, 1259, 1259, 1259, 1259, 1077, 927, 823, 769, 756};
    private static final int TRAINING_EXAMPLES = 1259;

    private WorkedRun() {}

    /** Of any name: a record may hold one that a job file can't. */
    static TrainingPlan plan(String name) {
        TrainingPlan plan = Plans.digits();
        return new TrainingPlan(
                plan.version(),
                name,
                plan.data(),
                plan.network(),
                plan.training(),
                plan.phases(),
                plan.constraint(),
                plan.importance(),
                plan.averaging(),
                plan.checkpoint(),
                plan.stop(),
                plan.cluster(),
                plan.master(),
                plan.output());
    }

    static Map<String, Integer> units(int round) {
        Map<String, Integer> units = new LinkedHashMap<>();
        units.put("dense_1", firstLayer(round));
        units.put("dense_2", secondLayer(round));
        return units;
    }

    private static int firstLayer(int round) {
        return round <= 11 ? FIRST[round - 1] : 144;
    }

    private static int secondLayer(int round) {
        return round <= 11 ? SECOND[round - 1] : 136;
    }

    /** Weights and biases of 64-a-b-10. */
    static long parameters(int round) {
        long a = firstLayer(round);
        long b = secondLayer(round);
        return 65 * a + (a + 1) * b + (b + 1) * 10;
    }

    static String phase(int round) {
        if (round <= 5) {
            return "baseline";
        }
        return round <= 11 ? "hybrid" : "constrained";
    }

    static long kept(int round) {
        if (round <= 11) {
            return KEPT[round - 1];
        }
        return round <= 17 ? 755 : TRAINING_EXAMPLES;
    }

    static List<RoundRecord> rounds(int count) {
        List<RoundRecord> rounds = new ArrayList<>();
        long step = 0;
        for (int round = 1; round <= count; round++) {
            step += STEPS[round - 1];
            rounds.add(round(round, step));
        }
        return rounds;
    }

    private static RoundRecord round(int round, long step) {
        long examples = 64L * STEPS[round - 1];
        boolean hybrid = phase(round).equals("hybrid");
        double dense = quality(round) + 0.004;
        return new RoundRecord(
                phase(round),
                round,
                step,
                step / 465.0,
                examples,
                2.1 * Math.exp(-step / 45.0) + 0.02,
                round == 13 ? OptionalDouble.empty() : OptionalDouble.of(quality(round)),
                hybrid ? OptionalDouble.of(dense) : OptionalDouble.empty(),
                parameters(round),
                6 * parameters(round) * examples,
                8 * parameters(round),
                8 * parameters(round) + 512,
                Map.of("width", way(round), "data", way(round)),
                units(round),
                hybrid ? 40 - 3 * (round - 6) : 0,
                kept(round),
                kept(round),
                seconds(round),
                Incidents.NONE);
    }

    /** Falls a little where units are cut. */
    private static double quality(int round) {
        double dip = round >= 7 && round <= 13 ? 0.012 * Math.sin((round - 6) / 7.0 * Math.PI) : 0;
        return 0.975 - 0.62 * Math.exp(-round / 1.4) - dip;
    }

    private static double way(int round) {
        double progress = Math.max(0, Math.min(1, (round - 6) / 6.0));
        return 1 - Math.pow(1 - progress, 3);
    }

    static Map<String, Double> seconds(int round) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("compute", STEPS[round - 1] * (0.004 + 0.000_000_09 * parameters(round)) + (round == 1 ? 0.35 : 0));
        seconds.put("scheduling", 0.018);
        seconds.put("communication", 0.012 + 0.000_000_15 * parameters(round));
        seconds.put("evaluation", 0.021);
        seconds.put("scoring", round == 6 ? 0.41 : 0.0);
        seconds.put("compaction", round == 12 ? 0.034 : 0.0);
        seconds.put("checkpoint", round % 10 == 0 || round == 5 || round == 11 ? 0.062 : 0.0);
        seconds.put("monitoring", phase(round).equals("hybrid") ? 0.043 : 0.0);
        seconds.put("other", 0.006);
        return seconds;
    }

    static Map<String, Double> secondsOfRun() {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (int round = 1; round <= STEPS.length; round++) {
            seconds(round).forEach((cause, seconds) -> sums.merge(cause, seconds, Double::sum));
        }
        sums.merge("other", 4.18, Double::sum);
        sums.merge("evaluation", 0.05, Double::sum);
        return sums;
    }

    static PhaseRecord phaseRecord(int first, int last) {
        List<RoundRecord> rounds = rounds(last).subList(first - 1, last);
        return new PhaseRecord(
                phase(first),
                first,
                last,
                IntStream.rangeClosed(first, last)
                        .mapToLong(round -> STEPS[round - 1])
                        .sum(),
                rounds.stream().mapToLong(RoundRecord::examples).sum(),
                rounds.stream()
                        .flatMap(round -> round.seconds().values().stream())
                        .mapToDouble(Double::doubleValue)
                        .sum(),
                Optional.of(rounds.get(rounds.size() - 1).quality().orElseThrow()),
                parameters(last),
                units(last),
                kept(last));
    }

    static FinalRecord results() {
        Map<String, Double> seconds = secondsOfRun();
        return new FinalRecord(
                "accuracy",
                0.9721,
                0.9749,
                85_002,
                30_450,
                1 - 30_450 / 85_002.0,
                TRAINING_EXAMPLES,
                755,
                seconds.values().stream().mapToDouble(Double::doubleValue).sum(),
                seconds,
                9_876_543,
                9_886_783,
                12_345_678_901L,
                169_472,
                60_416,
                1.2346,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    }

    static Provenance provenance() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", "17.0.13+11");
        versions.put("spark", "3.5.5");
        versions.put("dl4j", "1.0.0-M2.1");
        versions.put("nd4j backend", "nd4j-native (avx2)");
        versions.put("blas core", "SkylakeX");
        return new Provenance(
                "0.1.0",
                "local[2,4]",
                List.of("driver localhost"),
                versions,
                "c0ffee1234567890",
                "2026-01-02T03:04:05Z",
                1);
    }

    static DataSummary dataSummary(List<String> warnings) {
        List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        List<Long> counts =
                classes.stream().map(name -> name.equals("9") ? 125L : 126L).toList();
        return new DataSummary(
                new Shape(1, 8, 8),
                List.of(),
                classes,
                TRAINING_EXAMPLES,
                179,
                359,
                counts,
                "00ddba11cafef00d",
                warnings);
    }

    static RunRecord record(String name, int roundsDone, Outcome outcome, boolean finished) {
        List<PhaseRecord> phases = new ArrayList<>();
        if (roundsDone >= 5) {
            phases.add(phaseRecord(1, 5));
        }
        if (roundsDone >= 11) {
            phases.add(phaseRecord(6, 11));
        }
        if (roundsDone >= 20) {
            phases.add(phaseRecord(12, 20));
        }
        return new RunRecord(
                1,
                name + "-20260102-030405-1a2b",
                plan(name),
                provenance(),
                Optional.of(dataSummary(List.of())),
                phases,
                outcome,
                finished ? Optional.of(results()) : Optional.empty());
    }

    static SelectionSummary selection() {
        SplitMix64 random = new SplitMix64(7);
        List<ScoredExample> examples = new ArrayList<>();
        for (int row = 0; row < TRAINING_EXAMPLES; row++) {
            examples.add(new ScoredExample(
                    1_000_003L * row + 17, row % 10, List.of(1.3 * Math.pow(random.nextDouble(), 3))));
        }
        List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        ImportancePlan importance = plan("digits").importance();
        ListedExamples listed = new ListedExamples(
                List.of(importance.source().method()), classes.size(), importance.selectionSeed(), examples);
        SelectionRule rule = importance
                .selection()
                .selector()
                .choose(listed.by(importance.source().method()), 755)
                .rule();
        return SelectionSummary.of(listed, new Selection(755, 755, rule), importance, classes, 16, ids -> {
            Map<Long, SeenExample> seen = new HashMap<>();
            for (long id : ids) {
                int digit = (int) ((id - 17) / 1_000_003 % 10);
                seen.put(
                        id,
                        new SeenExample(
                                new ExampleFeatures(new Shape(1, 8, 8), glyph(digit, id)),
                                Optional.of(Integer.toString(digit == 3 ? 8 : digit))));
            }
            return seen;
        });
    }

    /** A digit of seven segments with a little noise. */
    private static float[] glyph(int digit, long seed) {
        int[] segments = {
            0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111
        };
        SplitMix64 random = new SplitMix64(seed);
        float[] pixels = new float[64];
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                boolean top = row == 0 && (segments[digit] & 1) != 0;
                boolean middle = row == 3 && (segments[digit] & 8) != 0;
                boolean bottom = row == 7 && (segments[digit] & 64) != 0;
                boolean left = column == 2 && (segments[digit] & (row < 4 ? 2 : 16)) != 0;
                boolean right = column == 5 && (segments[digit] & (row < 4 ? 4 : 32)) != 0;
                boolean inside = column >= 2 && column <= 5;
                boolean ink = left || right || (inside && (top || middle || bottom));
                pixels[8 * row + column] = (float) (ink ? 11 + 5 * random.nextDouble() : 2 * random.nextDouble());
            }
        }
        return pixels;
    }

    static ReportInput completed() {
        return new ReportInput(
                record("digits", 20, new Outcome(Status.COMPLETED, ""), true), rounds(20), Optional.of(selection()));
    }

    /** The report of a run without test part and validation part. */
    static ReportData blind() {
        FinalRecord all = results();
        FinalRecord blind = new FinalRecord(
                all.qualityName(),
                Double.NaN,
                Double.NaN,
                all.parametersBefore(),
                all.parametersAfter(),
                all.parametersRemovedFraction(),
                all.examplesTotal(),
                all.examplesKept(),
                all.seconds(),
                all.secondsByCause(),
                all.bytesUp(),
                all.bytesDown(),
                all.flops(),
                all.flopsPerExampleBefore(),
                all.flopsPerExampleAfter(),
                all.theoreticalAcceleration(),
                all.weightsSha256());
        DataSummary data = dataSummary(List.of());
        DataSummary onlyTraining = new DataSummary(
                data.shape(),
                List.of(),
                data.classes(),
                data.trainExamples(),
                0,
                0,
                data.trainPerClass(),
                data.fingerprint(),
                List.of());
        RunRecord whole = record("digits", 0, new Outcome(Status.COMPLETED, ""), false);
        RunRecord run = new RunRecord(
                whole.schemaVersion(),
                whole.runId(),
                whole.plan(),
                whole.provenance(),
                Optional.of(onlyTraining),
                whole.phases(),
                whole.outcome(),
                Optional.of(blind));
        return RunReport.data(new ReportInput(
                run, rounds(20).stream().map(WorkedRun::withoutQuality).toList(), Optional.empty()));
    }

    private static RoundRecord withoutQuality(RoundRecord round) {
        return new RoundRecord(
                round.phase(),
                round.round(),
                round.step(),
                round.progress(),
                round.examples(),
                round.loss(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                round.parameters(),
                round.flops(),
                round.bytesUp(),
                round.bytesDown(),
                round.intensity(),
                round.keptUnits(),
                round.unitsChanged(),
                round.keptExamples(),
                round.epochExamples(),
                round.seconds(),
                Incidents.NONE);
    }
}

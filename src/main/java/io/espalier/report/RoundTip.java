package io.espalier.report;

import io.espalier.report.ReportData.RoundFigures;
import java.util.ArrayList;
import java.util.List;

/** What a chart says of the round that is pointed at, a line each. */
final class RoundTip {
    /** Layers that are named. */
    private static final int MOST_LAYERS = 4;

    private RoundTip() {}

    static List<String> of(RoundFigures round, String qualityName) {
        List<String> lines = new ArrayList<>();
        lines.add("Round " + Numbers.count(round.round()) + ", " + round.phase());
        round.quality().ifPresent(quality -> lines.add(qualityName + " " + Numbers.quality(quality)));
        round.qualityDense().ifPresent(quality -> lines.add("dense version " + Numbers.quality(quality)));
        round.loss().ifPresent(loss -> lines.add("loss " + Numbers.decimal(loss)));
        lines.add(Numbers.count(round.parameters()) + " parameters");
        round.keptUnits().entrySet().stream()
                .limit(MOST_LAYERS)
                .forEach(layer -> lines.add(layer.getKey() + ": " + Numbers.count(layer.getValue()) + " units"));
        if (round.keptUnits().size() > MOST_LAYERS) {
            lines.add("and " + (round.keptUnits().size() - MOST_LAYERS) + " more layers");
        }
        lines.add(Numbers.count(round.keptExamples()) + " examples selected");
        lines.add("after " + Numbers.seconds(round.secondsSoFar()) + ", " + Numbers.count(round.examplesSoFar())
                + " examples");
        return lines;
    }
}

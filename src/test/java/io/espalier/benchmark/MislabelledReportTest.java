package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.importance.ScoreMethod;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MislabelledReportTest {
    private static final BigDecimal TENTH = new BigDecimal("0.1");
    private static final MislabelledSettings SETTINGS =
            new MislabelledSettings(TENTH, List.of(ScoreMethod.AUM, ScoreMethod.LOSS), List.of(1L, 2L));

    @Test
    void linesHaveMeanAndLeastArea() {
        MislabelledReport report = new MislabelledReport(SETTINGS, List.of(found(1, 0.98, 0.5), found(2, 0.96, 0.75)));

        assertThat(report.lines())
                .containsExactly(
                        "aum: mean AUC 0.9700, least 0.9600 over 2 seeds",
                        "loss: mean AUC 0.6250, least 0.5000 over 2 seeds");
        assertThat(found(1, 0.98, 0.5).line())
                .isEqualTo("seed 1  100 of 1,000 labels wrong  AUC: loss 0.5000, aum 0.9800");
    }

    @Test
    void methodsScoreInOnePass() {
        assertThat(SETTINGS.sets()).containsExactly("importance.method=aum", "importance.also=[loss]");
    }

    @Test
    void refusesWhatIsNoFraction() {
        assertThatThrownBy(() -> new MislabelledSettings(BigDecimal.ONE, SETTINGS.methods(), SETTINGS.seeds()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Flipped labels must be a fraction in (0, 1): 1");
        assertThatThrownBy(() -> new MislabelledSettings(TENTH, List.of(), SETTINGS.seeds()))
                .hasMessage("Methods must be at least one, and different from each other: []");
    }

    private static MislabelledReport.Found found(long seed, double aum, double loss) {
        return new MislabelledReport.Found(seed, 1000, 100, Map.of(ScoreMethod.AUM, aum, ScoreMethod.LOSS, loss));
    }
}

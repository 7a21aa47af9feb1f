package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.importance.ScoreMethod;
import io.espalier.run.SelectionPlan;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way to choose the examples that a job trains on.
 *
 * @param method whose scores it goes by; empty where it looks at none
 * @param plan how many are kept, and which; its seed is not used
 */
record SelectionArm(Optional<ScoreMethod> method, SelectionPlan plan) {
    /** The arm as keys of a job, named like {@code el2n ccs 0.1}. */
    Arm arm() {
        String column = method.map(ScoreMethod::column).orElse(ScoreMethod.RANDOM.column());
        return new Arm(
                name(),
                List.of(
                        "importance.method=" + column,
                        "importance.selection=" + word(plan.method()),
                        "importance.kept=" + plan.keep().toPlainString(),
                        "importance.hardest_dropped=" + plan.hardestDropped().toPlainString()));
    }

    private String name() {
        return method.map(scores -> scores.column() + " ").orElse("") + word(plan.method()) + " "
                + plan.keep().toPlainString();
    }

    /** The name for people; says what ccs drops. */
    String text() {
        BigDecimal dropped = plan.hardestDropped();
        return dropped.signum() == 0 ? name() : name() + " without the hardest " + dropped.toPlainString();
    }

    /** What was chosen, for programs. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("arm", name());
        method.ifPresent(scores -> map.put("method", scores.column()));
        map.put("selection", word(plan.method()));
        map.put("kept", plan.keep());
        map.put("hardest_dropped", plan.hardestDropped());
        return map;
    }
}

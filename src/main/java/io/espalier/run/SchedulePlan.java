package io.espalier.run;

import static io.espalier.run.Rule.require;

import java.io.Serializable;
import java.util.List;

/** The shape of a constraint schedule: the keys {@code constraint.schedule} and {@code importance.schedule}. */
public record SchedulePlan(
        @Setting(value = "Shape of the schedule.", fallback = "cubic") ScheduleKind kind,
        @Setting(value = "Value at the start of the hybrid phases.", fallback = "0", range = "[0, 1]") double initial,
        @Setting(value = "Value at their end.", fallback = "1", range = "[0, 1]", key = "final") double finalValue,
        @Setting(value = "Amplitude of the oscillations.", fallback = "0.05", range = "[0, 1]") double amplitude,
        @Setting(
                        value = "Angular frequency of the oscillations.",
                        fallback = "20",
                        range = "[0, 1000]",
                        unit = "radians over the whole progress")
                double frequency,
        @Setting(value = "Pairs [fraction, value] of the kind stages: value from that fraction on.", fallback = "[]")
                List<List<Double>> stages)
        implements Serializable {
    public SchedulePlan {
        stages = stages.stream().map(List::copyOf).toList();
        require((kind == ScheduleKind.STAGES) != stages.isEmpty(), "stages goes with kind stages");
        double before = -1;
        for (List<Double> stage : stages) {
            boolean pair = stage.size() == 2 && stage.stream().allMatch(number -> number >= 0 && number <= 1);
            require(
                    pair && stage.get(0) > before,
                    "stages must be pairs [fraction, value] in [0, 1] with rising fractions: " + stage);
            before = stage.get(0);
        }
        require(kind != ScheduleKind.EXPONENTIAL || finalValue > 0, "final must be above 0 with kind exponential: 0");
    }
}

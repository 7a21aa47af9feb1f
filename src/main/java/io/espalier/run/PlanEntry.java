package io.espalier.run;

import java.util.ArrayList;
import java.util.List;

/**
 * One key of a plan with its value.
 *
 * @param key dotted, as in a job file
 * @param setting what is known of the key
 * @param identity whether the key, and all that it stands in, can change the result of a run
 * @param value a number, text, choice, list or Optional
 */
public record PlanEntry(String key, Setting setting, boolean identity, Object value) {

    /** All keys of a plan, those of groups dotted, in the order of the job file. Read by reflection: no key can be forgotten. */
    public static List<PlanEntry> of(TrainingPlan plan) {
        List<PlanEntry> entries = new ArrayList<>();
        collect("", true, plan, entries);
        return List.copyOf(entries);
    }

    private static void collect(String path, boolean identity, Record group, List<PlanEntry> into) {
        for (JobKey key : JobKey.of(group.getClass())) {
            String dotted = JobKey.dotted(path, key.name());
            boolean counts = identity && key.setting().identity();
            Object value = key.valueIn(group);
            if (value instanceof Record inner) {
                collect(dotted, counts, inner, into);
            } else {
                into.add(new PlanEntry(dotted, key.setting(), counts, value));
            }
        }
    }
}

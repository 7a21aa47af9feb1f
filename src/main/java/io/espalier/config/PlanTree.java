package io.espalier.config;

import static io.espalier.Words.word;

import io.espalier.run.JobKey;
import io.espalier.run.PhasePlan;
import io.espalier.run.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan as plain maps, lists, numbers, booleans and texts, under the keys of a job file. */
public final class PlanTree {
    private PlanTree() {}

    /** The tree of a plan: every key in the order of the reference, but those without a value. */
    public static Map<String, Object> of(TrainingPlan plan) {
        return group(plan);
    }

    private static Map<String, Object> group(Record record) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (JobKey key : JobKey.of(record.getClass())) {
            Object value = value(key.valueIn(record));
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present -> tree.put(key.name(), value(present)));
            } else {
                tree.put(key.name(), value);
            }
        }
        return tree;
    }

    private static Object value(Object value) {
        if (value instanceof PhasePlan phase) {
            return Map.of(word(phase.kind()), phase.fraction());
        }
        if (value instanceof Record record) {
            return group(record);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PlanTree::value).toList();
        }
        if (value instanceof Enum<?> constant) {
            return word(constant);
        }
        return value;
    }
}

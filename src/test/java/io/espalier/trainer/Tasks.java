package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;
import io.espalier.importance.Selection;
import io.espalier.schedule.ScheduleSnapshot;
import java.util.List;
import java.util.Map;

/** Tasks of one worker and one step, for tests of what surrounds the steps. */
final class Tasks {
    private Tasks() {}

    /** A task with all units active. */
    static RoundTask of(int round, ModelState model) {
        return of(round, model, KeptUnits.all(model.network()), List.of());
    }

    static RoundTask of(int round, ModelState model, KeptUnits mask, List<RoundTask.Cut> cuts) {
        return new RoundTask(
                round,
                0,
                new ScheduleSnapshot(round, 0, Map.of(), 0),
                model,
                mask,
                cuts,
                new LearningRates(0.1),
                List.of(Cursor.START),
                Selection.all(1, 100));
    }
}

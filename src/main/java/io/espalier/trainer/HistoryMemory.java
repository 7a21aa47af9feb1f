package io.espalier.trainer;

import io.espalier.importance.DynamicSelection;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.DynamicPlan;
import io.espalier.run.ImportancePlan;
import java.util.List;

/**
 * The heap that a task takes for what its worker remembers of its examples, by formula. A lower bound, in bytes a row of its shard.
 *
 * <p>Remembered are the last loss (4) and the weight in the epoch (4) where epochs pass over examples by their losses, the number of
 * presentations (4) and the sum of margins (8) for {@code aum}, forgettings (4) and whether it is learned (1) for {@code forgetting}. A round has it twice, before and after, and once more the widest of these while it is written. An epoch that
 * passes over examples whatever their losses has weights (4) alone, which are not remembered; {@code selective_backprop} sorts the losses
 * (4).
 */
public final class HistoryMemory {
    private static final long VALUE_BYTES = 4;
    private static final long MARGIN_BYTES = 8;

    private HistoryMemory() {}

    /** Bytes that a row takes in the heap while a round is trained; 0 where nothing is remembered and nothing passed over. */
    public static long rowBytes(ImportancePlan importance) {
        DynamicSelection dynamic = importance.dynamic().selection();
        if (!importance.remembersExamples()) {
            return importance.dynamic().skips() ? VALUE_BYTES : 0;
        }
        List<ScoreMethod> collected = importance.source().computedMethods().stream()
                .filter(ScoreMethod::collectedDuringTraining)
                .toList();
        boolean margins = collected.contains(ScoreMethod.AUM);
        long remembered = dynamic.usesLosses() ? 2 * VALUE_BYTES : 0;
        remembered += margins ? VALUE_BYTES + MARGIN_BYTES : 0;
        remembered += collected.contains(ScoreMethod.FORGETTING) ? VALUE_BYTES + 1 : 0;
        return 2 * remembered + (margins ? MARGIN_BYTES : VALUE_BYTES) + passing(importance.dynamic());
    }

    /** What choosing the rows of an epoch takes beside what is remembered. */
    private static long passing(DynamicPlan dynamic) {
        return switch (dynamic.kind()) {
            case NONE, INFOBATCH -> 0;
            case RANDOM_EACH_EPOCH, SELECTIVE_BACKPROP -> VALUE_BYTES;
        };
    }
}

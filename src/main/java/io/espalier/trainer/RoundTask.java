package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.schedule.ScheduleSnapshot;
import java.io.Serializable;
import java.util.List;

/**
 * All that the workers need to know for one round; broadcast.
 *
 * @param round number, from 1
 * @param structureVersion of masks and sizes
 * @param snapshot of the constraint scheduler at the round's start
 * @param model weights and moments at the round's start, masked units already zero
 * @param mask active units
 * @param originalUnits which units of the network before it was constrained those of the model are
 * @param cuts what was cut out of the network since the round before, in order; empty where its sizes are the same
 * @param learningRates of the steps of this round, in order: as many as there are steps
 * @param cursors per worker, at the round's start
 * @param selection kept examples
 * @param presentations how they are presented, and what is noted of them
 */
public record RoundTask(
        int round,
        int structureVersion,
        ScheduleSnapshot snapshot,
        ModelState model,
        KeptUnits mask,
        KeptUnits originalUnits,
        List<Cut> cuts,
        LearningRates learningRates,
        List<Cursor> cursors,
        Selection selection,
        Presentations presentations)
        implements Serializable {

    public RoundTask {
        cuts = List.copyOf(cuts);
        cursors = List.copyOf(cursors);
    }

    /** A task on a network that nothing has been cut out of, with all kept examples. */
    public RoundTask(
            int round,
            int structureVersion,
            ScheduleSnapshot snapshot,
            ModelState model,
            KeptUnits mask,
            List<Cut> cuts,
            LearningRates learningRates,
            List<Cursor> cursors,
            Selection selection) {
        this(
                round,
                structureVersion,
                snapshot,
                model,
                mask,
                KeptUnits.all(model.network()),
                cuts,
                learningRates,
                cursors,
                selection,
                Presentations.PLAIN);
    }

    /** Number of steps of every worker. */
    public int steps() {
        return learningRates.count();
    }

    /**
     * A physical narrowing of the network.
     *
     * @param network before
     * @param kept its units that are left
     */
    public record Cut(Network network, KeptUnits kept) implements Serializable {}
}

package io.espalier.constraint;

import io.espalier.network.Network;

/** What a training step of a masked network has to take care of. */
public final class MaskedSteps {
    private MaskedSteps() {}

    /**
     * Whether a step must set masked weights and moments to zero again after its update.
     *
     * <p>Not where every activation of a removable unit has f(0) = 0: a unit whose incoming and outgoing weights are
     * zero then gives 0, so its outgoing weights have no gradient, and it receives no error, so its incoming ones have
     * none either.
     */
    public static boolean needsMasking(Network network) {
        return network.wakesMaskedUnits();
    }
}

package io.espalier.dl4j;

import io.espalier.run.UpdaterKind;
import io.espalier.trainer.ModelState;
import java.util.Optional;

/**
 * A model as a file holds it.
 *
 * @param state network, weights, and the moments of the update rule where the file has them; else no moments and no updates
 * @param normalization what raw features go through first
 * @param updater the rule that the moments belong to; empty where the file has no moments of a rule of ours
 */
public record SavedModel(ModelState state, Normalization normalization, Optional<UpdaterKind> updater) {
    public SavedModel {
        if (!normalization.fits(state.network().input().size())) {
            throw new IllegalArgumentException("The normalization does not fit the network's "
                    + state.network().input().size() + " features: " + normalization.shift().length);
        }
    }
}

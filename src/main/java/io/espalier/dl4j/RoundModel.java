package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.LearningRates;
import io.espalier.trainer.ModelState;
import org.deeplearning4j.nn.api.Model;

/**
 * A DL4J model at the beginning of a round, with the learning rates of the round's steps: for someone else who trains it with DL4J's
 * own means. Used by one thread. Close it to free native memory.
 */
public final class RoundModel implements AutoCloseable {
    private final Dl4jModel model;
    private final LiveModel live;

    private RoundModel(Dl4jModel model, Network network) {
        this.model = model;
        this.live = new LiveModel(model, network);
    }

    /**
     * The model of a state.
     *
     * @param rates of the steps from the state on
     */
    public static RoundModel of(ModelState state, UpdaterPlan updater, LearningRates rates) {
        int updates = Math.toIntExact(state.updates());
        Dl4jModel model = Dl4jModel.of(state.network(), UpdateRule.scheduled(updater, new RoundRates(updates, rates)));
        RoundModel round = new RoundModel(model, state.network());
        round.live.write(state.parameters(), state.moments());
        model.setUpdates(updates);
        return round;
    }

    /** DL4J's own object: a MultiLayerNetwork or a ComputationGraph. */
    public Model model() {
        return model.model();
    }

    /** What the model has become: a copy. */
    public ModelState state(long updates) {
        return new ModelState(live.network(), live.parameters(), live.moments(), updates);
    }

    @Override
    public void close() {
        model.close();
    }
}

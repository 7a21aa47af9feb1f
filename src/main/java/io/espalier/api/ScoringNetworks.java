package io.espalier.api;

import io.espalier.UserException;
import io.espalier.data.Scaler;
import io.espalier.dl4j.ModelZip;
import io.espalier.dl4j.Normalization;
import io.espalier.dl4j.SavedModel;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.run.ModelDescription;
import io.espalier.run.Scaling;
import io.espalier.run.ScoreLineage.Proxy;
import io.espalier.run.TrainingPlan;
import io.espalier.store.JsonDocument;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The networks that score: weights of one structure.
 *
 * @param network the structure
 * @param weights flat parameter vectors, at least one
 * @param scaling what raw features go through before them; absent where that is as the plan says
 * @param origin where they come from
 */
record ScoringNetworks(Network network, List<float[]> weights, Optional<Scaler> scaling, Proxy origin) {
    /**
     * A model that was trained somewhere, for data with or without labels: a model zip or a run directory. Features go through its own normalizer, if it has one.
     *
     * @param labelled whether the data has labels; else its one class has no name
     * @throws UserException if there is none, or it does not fit the data
     */
    static ScoringNetworks given(Path model, DataSummary data, boolean labelled) {
        Path zip = Classifier.zip(model);
        SavedModel saved = ModelZip.open(zip, data.shape());
        ModelState state = saved.state();
        if (labelled) {
            requireClasses(zip, data);
            requireOutputs(zip, state.network(), data);
        }
        if (!state.isFinite()) {
            throw new UserException("The model " + zip + " has weights that are NaN or infinite");
        }
        return new ScoringNetworks(
                state.network(),
                List.of(state.parameters()),
                scaler(saved.normalization()),
                Proxy.model(TrainedModel.sha256(state)));
    }

    private static void requireOutputs(Path zip, Network network, DataSummary data) {
        if (network.outputs() != data.classes().size()) {
            throw new UserException("The model " + zip + " has " + network.outputs() + " outputs, the data has "
                    + data.classes().size() + " classes");
        }
    }

    /** What the format of models has no place for stands beside one of ours. */
    private static void requireClasses(Path zip, DataSummary data) {
        Path beside = zip.resolveSibling("constraint.json");
        if (!Files.exists(beside)) {
            return;
        }
        List<String> classes =
                new JsonDocument<>(ModelDescription.class).read(beside).classes();
        if (!classes.equals(data.classes())) {
            throw new UserException("The model " + zip + " tells the classes " + String.join(", ", classes)
                    + "; those of the data are " + String.join(", ", data.classes()));
        }
    }

    private static Optional<Scaler> scaler(Normalization normalization) {
        return normalization.kind() == Scaling.NONE
                ? Optional.empty()
                : Optional.of(Scaler.of(normalization.kind(), normalization.shift(), normalization.divisor()));
    }

    /** The networks of complete trainings of the job itself: features go through what the plan says. */
    static ScoringNetworks trained(List<TrainingPlan> plans, List<TrainingResult> runs, DataSummary data) {
        List<ModelState> states = runs.stream()
                .map(run -> ModelZip.open(run.model(), data.shape()).state())
                .toList();
        return new ScoringNetworks(
                states.get(0).network(),
                states.stream().map(ModelState::parameters).toList(),
                Optional.empty(),
                Proxy.trainings(
                        plans,
                        runs.stream().map(run -> run.results().weightsSha256()).toList()));
    }
}

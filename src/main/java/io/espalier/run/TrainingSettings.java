package io.espalier.run;

import static io.espalier.run.Rule.require;

import java.io.Serializable;

/** How the network is trained: the key {@code training}. */
public record TrainingSettings(
        @Setting(
                        value =
                                "Logical workers: part of the result; each has its shard and is averaged with the others.",
                        fallback = "2",
                        range = "[1, 4096]")
                int workers,
        @Setting(
                        value = "Examples of one batch of one worker.",
                        fallback = "32",
                        range = "[1, 1000000]",
                        unit = "examples")
                int batch,
        @Setting(value = "Length of the training, in epochs or in steps per worker.", fallback = "{epochs: 30}")
                Budget budget,
        @Setting(
                        value = "Steps of every worker between two averagings.",
                        fallback = "25",
                        range = "[1, 1000000]",
                        unit = "steps")
                int stepsPerRound,
        @Setting(
                        value =
                                "Evaluations on the validation part, at equal fractions of the budget; the last is at the end.",
                        fallback = "50",
                        range = "[1, 100000]")
                int evaluations,
        @Setting(value = "The optimizer.", fallback = "{}") UpdaterPlan updater,
        @Setting(
                        value = "Batches whose gradients make one step.",
                        fallback = "1",
                        range = "[1, 100000]",
                        unit = "batches")
                int accumulation,
        @Setting(value = "Seed of initial weights, shards, order and draws.", fallback = "1") long seed,
        @Setting(
                        value =
                                "What computes a step: compiled (fused, native; refuses a network that it can't compile), dl4j (DL4J's own layers), or auto (compiled where it can).",
                        fallback = "auto")
                Engine engine)
        implements Serializable {
    public TrainingSettings {
        require(
                (long) batch * accumulation < Integer.MAX_VALUE,
                "training.accumulation x training.batch must be below " + Integer.MAX_VALUE + " examples: "
                        + accumulation + " x " + batch);
    }

    /** The same for another length and another seed. */
    TrainingSettings with(Budget otherBudget, long otherSeed) {
        return new TrainingSettings(
                workers, batch, otherBudget, stepsPerRound, evaluations, updater, accumulation, otherSeed, engine);
    }
}

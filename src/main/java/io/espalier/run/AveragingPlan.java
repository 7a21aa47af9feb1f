package io.espalier.run;

import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;

import java.util.Optional;

/** How the workers' results become one network: the key {@code averaging}. */
public record AveragingPlan(
        @Setting(value = "Which loop averages.", fallback = "espalier") Master master,
        @Setting(value = "What is done with the averaged change.", fallback = "average") Outer outer,
        @Setting(
                        value = "Rate of the outer step; when empty, 1 for slowmo and 0.7 for nesterov.",
                        fallback = "",
                        range = "(0, 10]")
                Optional<Double> outerLearningRate,
        @Setting(
                        value = "Momentum of the outer step; when empty, 0.5 for slowmo and 0.9 for nesterov.",
                        fallback = "",
                        range = "[0, 1)")
                Optional<Double> outerMomentum,
        @Setting(value = "What becomes of the optimizer's moments between two rounds.", fallback = "average")
                Inner inner,
        @Setting(value = "Format of changes on the wire.", fallback = "float32") Wire wire,
        @Setting(
                        value =
                                "Steps between two averagings at the end of the budget; from training.steps_per_round they change linearly. When empty they stay.",
                        fallback = "",
                        range = "[1, 1000000]",
                        unit = "steps")
                Optional<Integer> finalStepsPerRound) {
    private static final double SLOWMO_RATE = 1;
    private static final double SLOWMO_MOMENTUM = 0.5;
    private static final double NESTEROV_RATE = 0.7;
    private static final double NESTEROV_MOMENTUM = 0.9;

    /** Which loop averages. */
    public enum Master {
        /** Espalier's own round loop. */
        ESPALIER,
        /** The ParameterAveragingTrainingMaster of dl4j-spark: the reference to compare with. */
        DL4J
    }

    /** What is done with the averaged change. */
    public enum Outer {
        /** It is added. */
        AVERAGE,
        /** Slow momentum in units of the inner learning rate. */
        SLOWMO,
        /** Nesterov's momentum on the averaged change. */
        NESTEROV
    }

    /** What becomes of the optimizer's moments between two rounds. */
    public enum Inner {
        /** They are averaged like the weights and sent to every worker. */
        AVERAGE,
        /** Each worker keeps its own. */
        KEEP,
        /** They begin at zero in each round. */
        RESET
    }

    /** Format in which changes travel to the driver. */
    public enum Wire {
        FLOAT32,
        /** IEEE 754 half precision. */
        FLOAT16,
        /** One byte a value with a scale a block; what rounding lost is added to the worker's next change. */
        INT8
    }

    public AveragingPlan {
        require(
                outer != Outer.AVERAGE || outerLearningRate.isEmpty(),
                "averaging.outer_learning_rate has no meaning with averaging.outer " + word(outer));
        require(
                outer != Outer.AVERAGE || outerMomentum.isEmpty(),
                "averaging.outer_momentum has no meaning with averaging.outer " + word(outer));
        if (master == Master.DL4J) {
            requirePlain("outer", outer, Outer.AVERAGE);
            requirePlain("inner", inner, Inner.AVERAGE);
            requirePlain("wire", wire, Wire.FLOAT32);
            require(
                    finalStepsPerRound.isEmpty(),
                    "averaging.final_steps_per_round has no meaning with averaging.master dl4j");
        }
    }

    private static <E extends Enum<E>> void requirePlain(String key, E chosen, E plain) {
        require(
                chosen == plain,
                "averaging." + key + " must be " + word(plain) + " with averaging.master dl4j: " + word(chosen));
    }

    /** Rate of the outer step; 1 for plain averaging. */
    public double outerRate() {
        return outerLearningRate.orElse(outer == Outer.NESTEROV ? NESTEROV_RATE : SLOWMO_RATE);
    }

    /** Momentum of the outer step; 0 for plain averaging. */
    public double momentum() {
        return outerMomentum.orElseGet(() -> switch (outer) {
            case AVERAGE -> 0.0;
            case SLOWMO -> SLOWMO_MOMENTUM;
            case NESTEROV -> NESTEROV_MOMENTUM;
        });
    }

    /** Whether workers carry more than a cursor from one round to the next. */
    public boolean workersKeepState() {
        return workersKeepState(inner, wire);
    }

    /** The same for a plan with these two. */
    public static boolean workersKeepState(Inner inner, Wire wire) {
        return inner == Inner.KEEP || wire == Wire.INT8;
    }
}

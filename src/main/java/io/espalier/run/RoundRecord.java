package io.espalier.run;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One line of {@code rounds.jsonl}.
 *
 * @param phase lower-case kind
 * @param round number, from 1
 * @param step steps of each worker after this round
 * @param progress of the budget after this round, in [0, 1]
 * @param examples presented in this round
 * @param loss mean over them
 * @param quality accuracy on the validation part of the network being trained; empty where not evaluated
 * @param qualityDense accuracy of the dense version, hybrid only
 * @param parameters active and trainable
 * @param flops of this round, forward and backward, all workers
 * @param bytesUp from workers
 * @param bytesDown to workers
 * @param intensity per dimension, lower case: way travelled to the target, in [0, 1]
 * @param keptUnits per group
 * @param unitsChanged units whose state (active or masked) changed at this round's start
 * @param keptExamples of the selection of this round
 * @param epochExamples those of them that an epoch presents, as the timetable counted them: fewer where {@code importance.dynamic} passes
 *     over some
 * @param seconds by cause key
 * @param incidents beside the training
 */
public record RoundRecord(
        String phase,
        int round,
        long step,
        double progress,
        long examples,
        double loss,
        OptionalDouble quality,
        OptionalDouble qualityDense,
        long parameters,
        long flops,
        long bytesUp,
        long bytesDown,
        Map<String, Double> intensity,
        Map<String, Integer> keptUnits,
        int unitsChanged,
        long keptExamples,
        long epochExamples,
        Map<String, Double> seconds,
        Incidents incidents) {}

package io.espalier.trainer;

import io.espalier.constraint.ConstraintAccelerationEquation;
import io.espalier.constraint.ResolvedConstraint;
import io.espalier.network.Tensor;
import io.espalier.run.DataSummary;
import io.espalier.run.Ledger;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.Timetable;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.PhaseKind;
import io.espalier.trainer.TrainerState.History;
import io.espalier.trainer.TrainerState.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a finished run gives.
 *
 * @param model the constrained network with its weights and moments
 * @param originalUnits per group, for each unit its index in the network before it was constrained
 * @param results for the record
 */
public record TrainedModel(ModelState model, Map<String, List<Integer>> originalUnits, FinalRecord results) {

    static TrainedModel of(
            TrainingPlan plan,
            ResolvedConstraint constraint,
            DataSummary data,
            TrainerState state,
            Structure structure,
            Timetable timetable,
            OptionalDouble test,
            OptionalDouble validation,
            Ledger ledger) {
        ModelState model = structure.model();
        History history = state.history();
        long after = model.network().layout().trainable();
        double removed = 1 - (double) after / constraint.parametersBefore();
        boolean selects = plan.phases().stream().anyMatch(phase -> phase.kind() != PhaseKind.BASELINE);
        FinalRecord results = new FinalRecord(
                "accuracy",
                test.orElse(Double.NaN),
                validation.orElse(Double.NaN),
                constraint.parametersBefore(),
                after,
                removed,
                data.trainExamples(),
                selects ? timetable.targetExamples() : data.trainExamples(),
                ledger.runSeconds(),
                ledger.seconds(),
                history.bytesUp(),
                history.bytesDown(),
                history.flops(),
                constraint.flopsBefore(),
                model.network().flops(),
                new ConstraintAccelerationEquation(removed, plan.constraint().recursiveDepth(), 1, 1, 0).acceleration(),
                sha256(model));
        return new TrainedModel(model, structure.originalUnits(), results);
    }

    /** SHA-256 of the trained parameters as little-endian float32 in the network's order, without running statistics. */
    static String sha256(ModelState model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Tensor tensor : model.network().layout().tensors()) {
                if (tensor.role().trainable()) {
                    ByteBuffer bytes = ByteBuffer.allocate(tensor.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(model.parameters(), tensor.offset(), tensor.length());
                    digest.update(bytes.array());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}

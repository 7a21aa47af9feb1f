package io.espalier.trainer;

import io.espalier.importance.Selection;
import io.espalier.network.Tensor;
import io.espalier.run.RunRecord.FinalRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished run gives.
 *
 * @param model the constrained network with its weights and moments
 * @param originalUnits per group, for each unit its index in the network before it was constrained
 * @param selection kept examples at full constraint; empty where nothing was scored
 * @param lastLearningRate the last positive one of the run
 * @param results for the record
 */
public record TrainedModel(
        ModelState model,
        Map<String, List<Integer>> originalUnits,
        Optional<Selection> selection,
        double lastLearningRate,
        FinalRecord results) {
    /** SHA-256 of the trained parameters as little-endian float32 in the network's order, without running statistics. */
    public static String sha256(ModelState model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Tensor tensor : model.network().layout().tensors()) {
                if (tensor.role().trainable()) {
                    ByteBuffer bytes =
                            ByteBuffer.allocate(tensor.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
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

package io.espalier.dl4j;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.espalier.run.Scaling;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's normalizer of a normalization, and the normalization of DL4J's file. */
final class Normalizers {
    private static final String HEADER = "NORMALIZER";

    private Normalizers() {}

    /** DL4J's normalizer; not for NONE, which has none. */
    static DataNormalization toDl4j(Normalization normalization) {
        float[] shift = normalization.shift();
        float[] divisor = normalization.divisor();
        return switch (normalization.kind()) {
            case STANDARDIZE -> new NormalizerStandardize(row(shift), row(divisor));
            case RANGE, MIN_MAX -> minMax(shift, divisor);
            case NONE, AUTO -> throw new IllegalArgumentException("No normalizer for " + normalization.kind());
        };
    }

    /** In double, so that upper - lower, rounded to float, is the divisor again. */
    private static DataNormalization minMax(float[] shift, float[] divisor) {
        double[] lower =
                IntStream.range(0, shift.length).mapToDouble(i -> shift[i]).toArray();
        double[] upper = IntStream.range(0, shift.length)
                .mapToDouble(i -> (double) shift[i] + divisor[i])
                .toArray();
        NormalizerMinMaxScaler scaler = new NormalizerMinMaxScaler(0, 1);
        scaler.setFeatureStats(row(lower), row(upper));
        return scaler;
    }

    private static INDArray row(float[] values) {
        return Nd4j.createFromArray(values).reshape(1, values.length);
    }

    private static INDArray row(double[] values) {
        return Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(1, values.length);
    }

    /**
     * Reads the file of DL4J's NormalizerSerializer. A custom normalizer, which names a class to be loaded, is refused.
     *
     * @throws IllegalArgumentException that says what is wrong, beginning with a verb
     */
    static Normalization read(DataInputStream in, int featureCount) throws IOException {
        if (in.readUnsignedShort() != HEADER.length()
                || !new String(in.readNBytes(HEADER.length()), US_ASCII).equals(HEADER)) {
            throw new IllegalArgumentException("is no normalizer that DL4J's NormalizerSerializer wrote");
        }
        int version = in.readInt();
        String type = in.readUTF();
        if (version != 1 || !(type.equals("MIN_MAX") || type.equals("STANDARDIZE"))) {
            throw new IllegalArgumentException("holds a normalizer of the type " + type + ", version " + version
                    + "; supported are MIN_MAX and STANDARDIZE, version 1");
        }
        if (in.readBoolean()) {
            throw new IllegalArgumentException("normalizes labels too, which is not supported");
        }
        return type.equals("MIN_MAX") ? minMax(in, featureCount) : standardize(in, featureCount);
    }

    /** x' = (x - lower) / (upper - lower) (high - low) + low = (x - shift) / divisor. */
    private static Normalization minMax(DataInputStream in, int featureCount) throws IOException {
        double low = in.readDouble();
        double high = in.readDouble();
        double[] lower = Nd4jVector.readDoubles(in, featureCount);
        double[] upper = Nd4jVector.readDoubles(in, featureCount);
        float[] shift = new float[featureCount];
        float[] divisor = new float[featureCount];
        for (int i = 0; i < featureCount; i++) {
            double scale = (upper[i] - lower[i]) / (high - low);
            shift[i] = (float) (low == 0 ? lower[i] : lower[i] - low * scale);
            divisor[i] = (float) scale;
        }
        return Normalization.of(Scaling.MIN_MAX, shift, divisor);
    }

    private static Normalization standardize(DataInputStream in, int featureCount) throws IOException {
        return Normalization.of(
                Scaling.STANDARDIZE, Nd4jVector.read(in, featureCount), Nd4jVector.read(in, featureCount));
    }
}

package io.espalier.benchmark;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.apache.spark.api.java.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Reads a batch of made-up images where it is trained on: values in [0, 1], [rows x pixels]; labels one-hot. */
final class ReadImages implements Function<Integer, DataSet> {
    private static final long serialVersionUID = 1L;

    private final String images;
    private final String labels;
    private final int rows;

    ReadImages(String images, String labels, int rows) {
        this.images = images;
        this.labels = labels;
        this.rows = rows;
    }

    @Override
    public DataSet call(Integer batch) throws IOException {
        long first = (long) batch * rows;
        byte[] pixels = read(
                images, SyntheticImages.IMAGE_HEADER + first * SyntheticImages.PIXELS, rows * SyntheticImages.PIXELS);
        byte[] classes = read(labels, SyntheticImages.LABEL_HEADER + first, rows);
        float[] features = new float[pixels.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = (pixels[i] & 0xff) / 255f;
        }
        INDArray oneHot = Nd4j.zeros(rows, SyntheticImages.CLASSES);
        for (int row = 0; row < rows; row++) {
            oneHot.putScalar(row, classes[row], 1);
        }
        return new DataSet(Nd4j.createFromArray(features).reshape(rows, SyntheticImages.PIXELS), oneHot);
    }

    private static byte[] read(String file, long position, int length) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            byte[] bytes = new byte[length];
            in.seek(position);
            in.readFully(bytes);
            return bytes;
        }
    }
}

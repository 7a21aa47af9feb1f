package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.data.CloseableIterator;
import io.espalier.data.ExampleReader;
import io.espalier.data.Labels;
import io.espalier.data.RawExample;
import io.espalier.data.Scaler;
import io.espalier.network.Shape;
import io.espalier.run.DataPlan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A copy of a data set with some wrong labels: a CSV file with the row's number as {@code id}, so that it is known afterwards which they
 * are.
 *
 * @param path of the file
 * @param mislabelling which labels are wrong
 */
record MislabelledTable(Path path, Mislabelling mislabelling) {
    /**
     * Writes the file.
     *
     * @param data read twice: to count the rows and classes, and to copy them
     * @param fraction of wrong labels
     * @throws IllegalArgumentException if the rows are too few for one wrong label
     */
    static MislabelledTable write(ExampleReader data, BigDecimal fraction, long seed, Path path) throws IOException {
        int rows = 0;
        Labels.Collector labels = new Labels.Collector();
        try (CloseableIterator<RawExample> examples = data.open()) {
            while (examples.hasNext()) {
                labels.add(examples.next().label());
                rows++;
            }
        }
        Labels classes = labels.labels(rows);
        MislabelledTable table = new MislabelledTable(path, new Mislabelling(rows, classes.classes(), fraction, seed));
        table.copy(data, classes);
        return table;
    }

    private void copy(ExampleReader data, Labels classes) throws IOException {
        try (BufferedWriter file = Files.newBufferedWriter(path);
                CloseableIterator<RawExample> examples = data.open()) {
            file.write(header(data.format().shape().size()));
            for (int row = 0; examples.hasNext(); row++) {
                RawExample example = examples.next();
                String own = classes.classes().get(classes.index(example));
                file.write(line(row, mislabelling.label(row, own), example.features()));
            }
        }
    }

    private static String header(int features) {
        StringBuilder header = new StringBuilder("id,label");
        for (int i = 0; i < features; i++) {
            header.append(",f").append(i);
        }
        return header.append('\n').toString();
    }

    private static String line(int row, String label, float[] features) {
        StringBuilder line = new StringBuilder().append(row).append(",\"");
        line.append(label.replace("\"", "\"\"")).append('"');
        for (float feature : features) {
            line.append(',');
            if (feature == (int) feature) {
                line.append((int) feature);
            } else {
                line.append(feature);
            }
        }
        return line.append('\n').toString();
    }

    /**
     * The key {@code data} of a job that trains on all rows of the file.
     *
     * @param plan of the data that was copied; its scaling is kept
     * @param shape of one example
     */
    String dataSet(DataPlan plan, Shape shape) {
        String scaling = word(Scaler.resolve(plan.scaling(), plan.source()));
        List<Integer> image =
                shape.positions() == 1 ? List.of() : List.of(shape.height(), shape.width(), shape.channels());
        return "data={source: csv, path: '" + path.toString().replace("'", "''")
                + "', label: label, id: id, test_fraction: 0, validation_fraction: 0, scaling: " + scaling
                + ", image: " + image + "}";
    }
}

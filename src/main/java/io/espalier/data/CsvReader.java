package io.espalier.data;

import io.espalier.UserException;
import io.espalier.network.Shape;
import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file, plain or gzip: a header, then a row an example with numeric features and a label that is a number or a
 * text.
 *
 * <p>Comma, quotes and line ends as in RFC 4180; also taken are LF and CR alone as line end, a byte order mark, empty
 * lines, and spaces around a cell, which don't count. Numbers are read as double and rounded to float, as from a table
 * of doubles, so that ids don't depend on the format.
 */
final class CsvReader implements ExampleReader {
    private static final long serialVersionUID = 1L;
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).build();
    private static final int SHOWN_CHARACTERS = 40;

    private final AskedBy by;
    private final DataFile file;
    /** Name of the label column; empty: labels are not read. */
    private final String label;

    /** Name of the id column; empty: there is none. */
    private final String id;

    private final ExampleFormat format;

    /** Reads header and first row, so that what is wrong with them is said before anything is started. */
    private CsvReader(AskedBy by, DataFile file, DataPlan plan, List<String> features, String label) {
        this.by = by;
        this.file = file;
        this.label = label;
        this.id = plan.id().orElse("");
        by.requireDistinct(Stream.of(label, id).filter(name -> !name.isEmpty()).toList(), features);
        List<String> used = id.isEmpty() ? List.of(plan.label()) : List.of(plan.label(), id);
        try (Records records = new Records(file)) {
            CsvColumns columns = records.header();
            if (!label.isEmpty()) {
                columns.position(label, by.label());
            }
            if (!id.isEmpty()) {
                columns.position(id, by.id());
            }
            List<String> names = columns.features(features, used, by);
            format = new ExampleFormat(Shape.flat(names.size()), names).as(plan.image(), file.name());
        }
        try (CloseableIterator<RawExample> rows = open()) {
            rows.next();
        }
    }

    /** The reader of a part; parts that are given apart have the features of {@code data.path}, in its order. */
    static Optional<ExampleReader> of(DataPlan plan, Part part) {
        CsvReader main = main(plan, AskedBy.JOB, plan.labelled() ? plan.label() : "");
        return switch (part) {
            case TRAIN -> Optional.of(main);
            case TEST -> plan.testPath().map(path -> main.apart(plan, new DataFile("data.test_path", path)));
            case VALIDATION -> plan.validationPath()
                    .map(path -> main.apart(plan, new DataFile("data.validation_path", path)));
        };
    }

    /** The reader of the file that a command names. */
    static ExampleReader labelled(DataPlan plan) {
        return main(plan, AskedBy.COMMAND, plan.label());
    }

    /** The same where no label column is needed. */
    static ExampleReader unlabelled(DataPlan plan) {
        return main(plan, AskedBy.COMMAND, "");
    }

    private static CsvReader main(DataPlan plan, AskedBy by, String label) {
        return new CsvReader(by, new DataFile(by.path(), plan.path().orElseThrow()), plan, plan.features(), label);
    }

    private CsvReader apart(DataPlan plan, DataFile other) {
        return new CsvReader(by, other, plan, format.featureNames(), label);
    }

    @Override
    public ExampleFormat format() {
        return format;
    }

    @Override
    public CloseableIterator<RawExample> open() {
        return new Rows();
    }

    /** Non-empty records with the line on which they begin. */
    private static final class Records implements AutoCloseable {
        private final DataFile file;
        private final CsvText text;
        private final CSVParser parser;
        private final Iterator<CSVRecord> records;
        private long line;

        Records(DataFile file) {
            this.file = file;
            this.text = new CsvText(file);
            try {
                this.parser = new CSVParser(text, FORMAT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.records = parser.iterator();
        }

        CsvColumns header() {
            CSVRecord header = next().orElseThrow(() ->
                    new UserException(file.name() + " is empty; a CSV file with a header is" + " needed"));
            return new CsvColumns(file.name(), header.toList());
        }

        Optional<CSVRecord> next() {
            try {
                do {
                    line = parser.getCurrentLineNumber() + 1;
                    if (!records.hasNext()) {
                        return Optional.empty();
                    }
                    CSVRecord row = records.next();
                    text.rowDone();
                    if (row.size() > 1 || !row.get(0).isEmpty()) {
                        return Optional.of(row);
                    }
                } while (true);
            } catch (UncheckedIOException e) {
                throw new UserException(
                        where() + ": in the row that begins here, a quote is not closed, or text follows a closing one",
                        e);
            }
        }

        String where() {
            return file.name() + ", line " + line;
        }

        @Override
        public void close() {
            text.close();
        }
    }

    private final class Rows implements CloseableIterator<RawExample> {
        private final Records records = new Records(file);
        private final int columns;
        private final int labelPosition;
        private final int idPosition;
        private final int[] featurePositions;
        private Optional<CSVRecord> row;

        Rows() {
            try {
                CsvColumns header = records.header();
                columns = header.count();
                labelPosition = label.isEmpty() ? -1 : header.position(label, by.label());
                idPosition = id.isEmpty() ? -1 : header.position(id, by.id());
                featurePositions = format.featureNames().stream()
                        .mapToInt(name -> header.position(name, by.features()))
                        .toArray();
                row = records.next();
                if (row.isEmpty()) {
                    throw new UserException(file.name() + " has a header but no rows");
                }
            } catch (RuntimeException e) {
                records.close();
                throw e;
            }
        }

        @Override
        public boolean hasNext() {
            return row.isPresent();
        }

        @Override
        public RawExample next() {
            CSVRecord cells = row.orElseThrow(NoSuchElementException::new);
            if (cells.size() != columns) {
                throw new UserException(records.where() + ": " + columns
                        + " cells are expected, as in the header; found " + cells.size());
            }
            float[] features = new float[featurePositions.length];
            for (int i = 0; i < features.length; i++) {
                features[i] = number(cells.get(featurePositions[i]), i);
            }
            RawExample example = new RawExample(
                    features,
                    labelPosition >= 0 ? label(cells.get(labelPosition)) : "",
                    idPosition >= 0,
                    idPosition >= 0 ? key(cells.get(idPosition)) : 0,
                    records.where());
            row = records.next();
            return example;
        }

        private float number(String cell, int feature) {
            if (!DecimalNumber.is(cell)) {
                throw wrong(format.featureNames().get(feature), cell, "a finite number");
            }
            float value = (float) Double.parseDouble(cell);
            if (Float.isInfinite(value)) {
                throw wrong(format.featureNames().get(feature), cell, "a number below 3.4e38");
            }
            return value;
        }

        private String label(String cell) {
            if (cell.isEmpty() || cell.equalsIgnoreCase("nan")) {
                throw wrong(label, cell, "a class");
            }
            return cell;
        }

        private long key(String cell) {
            try {
                return Long.parseLong(cell);
            } catch (NumberFormatException e) {
                throw wrong(id, cell, "an integer of at most 64 bits");
            }
        }

        private UserException wrong(String column, String cell, String needed) {
            String shown = cell.length() <= SHOWN_CHARACTERS ? cell : cell.substring(0, SHOWN_CHARACTERS) + "...";
            return new UserException(String.format(
                    Locale.ROOT,
                    "%s, column \"%s\": %s is needed, not \"%s\"",
                    records.where(),
                    column,
                    needed,
                    shown));
        }

        @Override
        public void close() {
            records.close();
        }
    }
}

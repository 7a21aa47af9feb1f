package io.espalier.data;

import io.espalier.network.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;

/**
 * The embedded data set: 1,797 handwritten digits, 8 x 8 pixels with values in [0, 16]; "Optical Recognition of
 * Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI (see digits-NOTICE.txt), as scikit-learn distributes it.
 */
final class DigitsReader implements ExampleReader {
    private static final long serialVersionUID = 1L;

    private static final String RESOURCE = "digits.csv.gz";
    private static final Shape SHAPE = new Shape(1, 8, 8);

    private final ExampleFormat format;

    DigitsReader(List<Integer> image) {
        format = new ExampleFormat(SHAPE, List.of()).as(image, "digits");
    }

    @Override
    public ExampleFormat format() {
        return format;
    }

    @Override
    public CloseableIterator<RawExample> open() {
        InputStream resource = DigitsReader.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IllegalStateException("The jar has no " + RESOURCE);
        }
        try {
            return new Rows(new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Rows implements CloseableIterator<RawExample> {
        private final BufferedReader lines;
        private String line;
        private int row;

        Rows(BufferedReader lines) throws IOException {
            this.lines = lines;
            this.line = nextLine();
        }

        @Override
        public boolean hasNext() {
            return !line.isEmpty();
        }

        @Override
        public RawExample next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            String[] cells = line.split(",", -1);
            float[] features = new float[SHAPE.size()];
            for (int i = 0; i < features.length; i++) {
                features[i] = Float.parseFloat(cells[i]);
            }
            row++;
            line = nextLine();
            return new RawExample(features, cells[features.length], false, 0, "digits, row " + row);
        }

        private String nextLine() {
            try {
                String next = lines.readLine();
                return next == null ? "" : next;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package io.espalier.data;

import io.espalier.network.Shape;
import java.util.List;
import java.util.NoSuchElementException;

/** The images (or flat vectors) of an IDX file as examples that have the label "". */
final class IdxImages implements ExampleReader {
    private static final long serialVersionUID = 1L;

    private final IdxFile images;
    private final ExampleFormat format;

    /**
     * Reads and checks the file's header.
     *
     * @param image key {@code data.image}; may be empty
     */
    IdxImages(DataFile file, List<Integer> image) {
        images = new IdxFile(file, 2, 4);
        format = new ExampleFormat(shape(images.itemDimensions()), List.of()).as(image, file.name());
    }

    /** Items of an image file: values, rows x columns, or channels x rows x columns. */
    private static Shape shape(int[] item) {
        return switch (item.length) {
            case 1 -> Shape.flat(item[0]);
            case 2 -> new Shape(1, item[0], item[1]);
            case 3 -> new Shape(item[0], item[1], item[2]);
            default -> throw new IllegalStateException("Item with " + item.length + " dimensions");
        };
    }

    /** The file. */
    IdxFile file() {
        return images;
    }

    @Override
    public ExampleFormat format() {
        return format;
    }

    @Override
    public CloseableIterator<RawExample> open() {
        return new Rows();
    }

    private final class Rows implements CloseableIterator<RawExample> {
        private final IdxFile.Items items = images.items();
        private int row;

        @Override
        public boolean hasNext() {
            return row < images.count();
        }

        @Override
        public RawExample next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] pixels = items.next();
            float[] features = new float[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                features[i] = Byte.toUnsignedInt(pixels[i]);
            }
            row++;
            return new RawExample(features, "", false, 0, images.file().name() + ", row " + row);
        }

        @Override
        public void close() {
            items.close();
        }
    }
}

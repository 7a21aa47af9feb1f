package io.espalier.spark.task;

import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A view of a batch's column of texts that Parquet's reader has filled with places in a dictionary. A text is made once, not for each row
 * that has it: the reader would copy its bytes every time.
 */
final class DictionaryTexts extends ColumnVector {
    /** Places of a dictionary whose texts are remembered: a batch has some thousand rows. */
    private static final int MOST_REMEMBERED = 1 << 10;

    private final WritableColumnVector column;
    private final WritableColumnVector places;
    private @Nullable UTF8String[] texts = new UTF8String[16];

    private DictionaryTexts(WritableColumnVector column) {
        super(column.dataType());
        this.column = column;
        this.places = column.getDictionaryIds();
    }

    /** The column itself, where it is none of texts in a dictionary. */
    static ColumnVector of(ColumnVector column) {
        boolean inDictionary = column instanceof WritableColumnVector filled && filled.hasDictionary();
        return inDictionary && DataTypes.StringType.equals(column.dataType())
                ? new DictionaryTexts((WritableColumnVector) column)
                : column;
    }

    @Override
    public @Nullable UTF8String getUTF8String(int row) {
        if (column.isNullAt(row)) {
            return null;
        }
        int place = places.getDictId(row);
        if (place >= MOST_REMEMBERED) {
            return column.getUTF8String(row);
        }
        if (place >= texts.length) {
            texts = Arrays.copyOf(texts, Math.max(place + 1, 2 * texts.length));
        }
        UTF8String text = texts[place];
        if (text == null) {
            text = column.getUTF8String(row);
            texts[place] = text;
        }
        return text;
    }

    @Override
    public boolean hasNull() {
        return column.hasNull();
    }

    @Override
    public int numNulls() {
        return column.numNulls();
    }

    @Override
    public boolean isNullAt(int row) {
        return column.isNullAt(row);
    }

    @Override
    public byte[] getBinary(int row) {
        return column.getBinary(row);
    }

    /** The column belongs to the reader. */
    @Override
    public void close() {}

    @Override
    public boolean getBoolean(int row) {
        throw noText();
    }

    @Override
    public byte getByte(int row) {
        throw noText();
    }

    @Override
    public short getShort(int row) {
        throw noText();
    }

    @Override
    public int getInt(int row) {
        throw noText();
    }

    @Override
    public long getLong(int row) {
        throw noText();
    }

    @Override
    public float getFloat(int row) {
        throw noText();
    }

    @Override
    public double getDouble(int row) {
        throw noText();
    }

    @Override
    public ColumnarArray getArray(int row) {
        throw noText();
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw noText();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw noText();
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw noText();
    }

    private static UnsupportedOperationException noText() {
        return new UnsupportedOperationException("A column of texts has texts only");
    }
}

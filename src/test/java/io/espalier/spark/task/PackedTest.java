package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.trainer.FloatArrays;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and their arrays as bytes, and back. */
class PackedTest {
    /** Below and above the bytes from which an array lies beside, and above a block of reading. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 4095, 4096, 16_384, 16_385, 100_001})
    void arraysComeBackWithTheirBits(int length) throws IOException {
        float[] floats = new float[length];
        short[] shorts = new short[length];
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            floats[i] = i % 7 == 0 ? Float.NaN : 1 / (50f - i);
            shorts[i] = (short) (i * 31);
            bytes[i] = (byte) i;
        }
        Arrays value = new Arrays("name", floats, shorts, bytes, new float[][] {floats, {1}});
        Arrays back = (Arrays) packedAndBack(value);
        assertThat(back.name).isEqualTo("name");
        assertThat(bits(back.floats)).isEqualTo(bits(floats));
        assertThat(back.shorts).isEqualTo(shorts);
        assertThat(back.bytes).isEqualTo(bytes);
        assertThat(bits(back.rows[0])).isEqualTo(bits(floats));
        assertThat(back.rows[1]).isEqualTo(new float[] {1});
    }

    @Test
    void arrayThatIsThereTwiceTravelsOnce() throws IOException {
        float[] floats = new float[10_000];
        Packed packed = Packed.of(new Arrays("", floats, new short[0], new byte[0], new float[][] {floats, floats}));
        assertThat(packed.size()).isLessThan(2 * Float.BYTES * floats.length);
        Arrays back = (Arrays) back(packed);
        assertThat(back.rows[0]).isSameAs(back.floats).isSameAs(back.rows[1]);
    }

    @Test
    void floatArraysLieBesideTheRest() throws IOException {
        float[] first = {1, Float.NaN, 3};
        float[] second = new float[5000];
        second[4999] = -0f;
        FloatArrays back = (FloatArrays) packedAndBack(new FloatArrays(first, second));
        assertThat(back.all()).hasNumberOfRows(2);
        assertThat(bits(back.all()[0])).isEqualTo(bits(first));
        assertThat(bits(back.all()[1])).isEqualTo(bits(second));
    }

    @Test
    void valueWithoutArraysComesBack() throws IOException {
        assertThat(packedAndBack(new Slice(io.espalier.trainer.TrainingBackend.Part.TEST, 4)))
                .isEqualTo(new Slice(io.espalier.trainer.TrainingBackend.Part.TEST, 4));
        assertThat(packedAndBack((Serializable) List.of("a", "b"))).isEqualTo(List.of("a", "b"));
    }

    @Test
    void missingBytesAreNoValue() throws IOException {
        ByteBuffer bytes = written(Packed.of(new float[5000]));
        for (int size : new int[] {3, 6, 5000, bytes.capacity() - 1}) {
            assertThatThrownBy(() -> Packed.read(new ByteArrayInputStream(bytes.array(), 0, size), bytes.capacity()))
                    .isInstanceOf(EOFException.class);
        }
    }

    private static final class Arrays implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final float[] floats;
        private final short[] shorts;
        private final byte[] bytes;
        private final float[][] rows;

        Arrays(String name, float[] floats, short[] shorts, byte[] bytes, float[][] rows) {
            this.name = name;
            this.floats = floats;
            this.shorts = shorts;
            this.bytes = bytes;
            this.rows = rows;
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private static Object packedAndBack(Serializable value) throws IOException {
        return back(Packed.of(value));
    }

    private static Object back(Packed packed) throws IOException {
        ByteBuffer bytes = written(packed);
        return Packed.read(new ByteArrayInputStream(bytes.array()), bytes.capacity())
                .value();
    }

    /** Size is what is written, to a buffer and to a channel. */
    private static ByteBuffer written(Packed packed) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(packed.size());
        packed.write(bytes);
        assertThat(bytes.remaining()).isZero();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        packed.write(Channels.newChannel(stream));
        assertThat(stream.toByteArray()).isEqualTo(bytes.array());
        return bytes;
    }
}

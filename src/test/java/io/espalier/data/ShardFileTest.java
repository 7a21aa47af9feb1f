package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.run.Scaling;
import io.espalier.trainer.Batch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardFileTest {
    private static final int ROWS = 1000;
    private static final int WIDTH = 3;
    private static final int ROW_BYTES = 8 + 4 + 4 * WIDTH;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 10 * ROW_BYTES + 7, ROW_BYTES})
    void givesBackItsRows(int maxMapBytes) {
        ShardFile shard = ShardFile.open(written(ROWS), Scaler.none(WIDTH), maxMapBytes);

        assertThat(shard.rows()).isEqualTo(ROWS);
        assertThat(shard.featureCount()).isEqualTo(WIDTH);
        for (int row = 0; row < ROWS; row++) {
            assertThat(shard.id(row)).isEqualTo(id(row));
            assertThat(shard.label(row)).isEqualTo(row % 7);
        }
        Batch batch = new Batch(4, WIDTH);
        shard.read(new int[] {999, 0, 500, 77}, 3, batch);
        assertThat(batch.rows()).isEqualTo(3);
        assertThat(Arrays.copyOf(batch.labels(), 3)).containsExactly(999 % 7, 0, 500 % 7);
        assertThat(Arrays.copyOf(batch.features(), 3 * WIDTH))
                .containsExactly(999, 999.25f, -999, 0, 0.25f, 0, 500, 500.25f, -500);
        shard.close();
    }

    @Test
    void scalesWhatItReads() {
        Scaler.Fit fit = new Scaler.Fit(WIDTH);
        fit.add(features(0));
        fit.add(features(ROWS - 1));
        ShardFile shard = ShardFile.open(written(ROWS), fit.scaler(Scaling.MIN_MAX));
        Batch batch = new Batch(2, WIDTH);
        shard.read(new int[] {999, 333}, 2, batch);
        assertThat(batch.features()).containsExactly(1, 1, 0, 333 / 999f, 333 / 999f, 666 / 999f);
    }

    @Test
    void mayBeEmpty() {
        ShardFile shard = ShardFile.open(written(0), Scaler.none(WIDTH));
        Batch batch = new Batch(2, WIDTH);
        shard.read(new int[0], 0, batch);
        assertThat(shard.rows()).isZero();
        assertThat(batch.rows()).isZero();
    }

    @Test
    void isSmallerThanItsBufferAndLarger() throws IOException {
        int rows = (3 << 20) / ROW_BYTES;
        Path file = written(rows);
        assertThat(Files.size(file)).isEqualTo(64 + (long) rows * ROW_BYTES);
        assertThat(ShardFile.open(file, Scaler.none(WIDTH)).id(rows - 1)).isEqualTo(id(rows - 1));
    }

    @Test
    void leavesNothingWhenNotFinished() throws IOException {
        try (ShardFile.Writer writer = new ShardFile.Writer(directory.resolve("sub/a.shard"), WIDTH)) {
            writer.append(1, 0, features(0));
        }
        try (Stream<Path> files = Files.list(directory.resolve("sub"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void replacesAnOlderFile() {
        Path file = written(5);
        written(6);
        assertThat(ShardFile.open(file, Scaler.none(WIDTH)).rows()).isEqualTo(6);
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Path file = written(10);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(64 + 9 * ROW_BYTES);
        }
        assertThatThrownBy(() -> ShardFile.open(file, Scaler.none(WIDTH)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Shard " + file + " is truncated or overwritten: 10 rows take 304 bytes, it has 280");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "a text of more than sixty-four bytes, which therefore has room for a header"})
    void refusesAForeignFile(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("foreign"), content);
        assertThatThrownBy(() -> ShardFile.open(file, Scaler.none(WIDTH)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Not a shard file: " + file);
    }

    @Test
    void refusesAnotherVersion() throws IOException {
        Path file = written(1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 9;
        Files.write(file, bytes);
        assertThatThrownBy(() -> ShardFile.open(file, Scaler.none(WIDTH)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Shard " + file + " must have version 1: 9");
    }

    @Test
    void refusesAnotherWidth() {
        Path file = written(1);
        assertThatThrownBy(() -> ShardFile.open(file, Scaler.none(4)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Shard " + file + " has 3 features, its scaler 4");
        ShardFile shard = ShardFile.open(file, Scaler.none(WIDTH));
        assertThatThrownBy(() -> shard.read(new int[] {0}, 1, new Batch(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Batch must have 3 features: 2");
        try (ShardFile.Writer writer = new ShardFile.Writer(directory.resolve("b.shard"), WIDTH)) {
            assertThatThrownBy(() -> writer.append(1, 1, new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A row must have 3 features: 2");
        }
    }

    private Path written(int rows) {
        Path file = directory.resolve("a.shard");
        try (ShardFile.Writer writer = new ShardFile.Writer(file, WIDTH)) {
            for (int row = 0; row < rows; row++) {
                writer.append(id(row), row % 7, features(row));
            }
            writer.finish();
        }
        return file;
    }

    private static long id(int row) {
        return row * 0x9e3779b97f4a7c15L;
    }

    private static float[] features(int row) {
        return new float[] {row, row + 0.25f, -row};
    }
}

package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelessZipTest {
    private static final long DAY = 86_400_000L;

    @TempDir
    private Path directory;

    @Test
    void zipsOfOneContentWrittenAtDifferentTimesBecomeTheSame() throws IOException {
        Path first = zip("first", 20_000 * DAY);
        Path second = zip("second", 20_001 * DAY);
        assertThat(first).hasSize(Files.size(second));
        assertThat(Files.mismatch(first, second)).isNotNegative();

        assertThat(copied(first)).isEqualTo(copied(second));
    }

    @Test
    void entriesKeepTheirOrderAndContent() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (ZipInputStream copy = new ZipInputStream(new ByteArrayInputStream(copied(zip("some", 20_000 * DAY))))) {
            assertThat(List.of(
                            copy.getNextEntry().getName(), copy.getNextEntry().getName()))
                    .containsExactly("b", "a");
        }
        try (ZipInputStream copy = new ZipInputStream(new ByteArrayInputStream(copied(zip("same", 20_000 * DAY))))) {
            for (ZipEntry entry = copy.getNextEntry(); entry != null; entry = copy.getNextEntry()) {
                content.put(entry.getName(), new String(copy.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(content).isEqualTo(Map.of("a", "content of a", "b", "content of b"));
    }

    private Path zip(String name, long millis) throws IOException {
        Path file = directory.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entryName : List.of("b", "a")) {
                ZipEntry entry = new ZipEntry(entryName);
                entry.setTime(millis);
                zip.putNextEntry(entry);
                zip.write(("content of " + entryName).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static byte[] copied(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TimelessZip.copy(file, bytes);
        return bytes.toByteArray();
    }
}

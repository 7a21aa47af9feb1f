package io.espalier.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a JVM holds, after a collection of its garbage.
 *
 * @param heapBytes of all objects that are in use
 * @param blocks in memory of Spark's block manager
 * @param residentBytes memory of the process
 */
public record ProcessSample(long heapBytes, long blocks, long residentBytes) {
    /** What one collection frees may allow Spark to free more: its cleaner waits for that. */
    private static final int COLLECTIONS = 4;

    private static final String BLOCK = "org\\.apache\\.spark\\.storage\\.memory\\.(Des|S)erializedMemoryEntry";

    /** Samples a process: the least of several looks at its heap. */
    public static ProcessSample of(long pid) throws IOException, InterruptedException {
        long heap = Long.MAX_VALUE;
        long blocks = Long.MAX_VALUE;
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            long entries = 0;
            // num, instances, bytes, class; at the end: Total, instances, bytes
            for (String line : histogram(pid).split("\n")) {
                String[] words = line.strip().split("\\s+");
                if (words.length == 3 && words[0].equals("Total")) {
                    heap = Math.min(heap, Long.parseLong(words[2]));
                } else if (words.length >= 4 && words[3].matches(BLOCK)) {
                    entries += Long.parseLong(words[1]);
                }
            }
            blocks = Math.min(blocks, entries);
        }
        return new ProcessSample(heap, blocks, residentBytes(pid));
    }

    private static String histogram(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("No histogram of process " + pid + ": " + text);
        }
        return text;
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow(() -> new IOException("No memory of process " + pid));
    }
}

package io.espalier.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the threads of a Java process do at a moment, as a text. */
final class ThreadDump {
    private static final int PATIENCE_SECONDS = 10;

    private ThreadDump() {}

    /** Writes {@code threads-PID.txt} into a directory. Of one that stands still it says nothing; of no Java process there is none. */
    static void write(ProcessHandle process, Path directory) throws IOException, InterruptedException {
        if (!isJava(process)) {
            return; // The signal that asks for the text would end it.
        }
        String pid = Long.toString(process.pid());
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process writer = new ProcessBuilder(jcmd.toString(), pid, "Thread.print", "-l")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("threads-" + pid + ".txt").toFile())
                .start();
        if (!writer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            writer.destroyForcibly();
        }
    }

    private static boolean isJava(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
                    .equals("java\n");
        } catch (IOException e) {
            return false; // It has ended.
        }
    }
}

package io.espalier.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the threads of a Java process do at a moment, as a text. */
public final class ThreadDump {
    private static final int PATIENCE_SECONDS = 10;

    private ThreadDump() {}

    /** Writes {@code threads-PID.txt} into a directory. Of one that stands still it says nothing; of no Java process there is none. */
    static void write(ProcessHandle process, Path directory) throws IOException, InterruptedException {
        if (!isJava(process)) {
            return; // The signal that asks for the text would end it.
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process writer = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "Thread.print", "-l")
                .redirectErrorStream(true)
                .redirectOutput(file(process, directory).toFile())
                .start();
        if (!writer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            writer.destroyForcibly();
        }
    }

    /**
     * Whether a thread of a process is in all of some methods at this moment.
     *
     * @param directory for the text
     * @param methods as a stack trace names them
     */
    public static boolean isIn(ProcessHandle process, Path directory, String... methods)
            throws IOException, InterruptedException {
        write(process, directory);
        return Stream.of(Files.readString(file(process, directory)).split("\n\n", -1))
                .anyMatch(thread -> Stream.of(methods).allMatch(thread::contains));
    }

    private static Path file(ProcessHandle process, Path directory) {
        return directory.resolve("threads-" + process.pid() + ".txt");
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

package io.espalier.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Keeps what a failed test wrote into its temporary directory below target/failed-tests: a test on a cluster that fails once in many runs
 * has to leave the logs of its processes, or its cause is never found.
 */
public final class FailedTestFiles implements AfterTestExecutionCallback {
    private static final Path KEPT = Path.of("target", "failed-tests");
    /** Weights and shards tell nothing; of a log that is larger, because something in it repeats itself, the beginning tells most. */
    private static final int LARGEST = 1 << 20;

    @Override
    public void afterTestExecution(ExtensionContext context) throws IllegalAccessException {
        // An assumption that does not hold is no failure.
        if (context.getExecutionException().isEmpty()
                || context.getExecutionException().get() instanceof TestAbortedException) {
            return;
        }
        Path kept = KEPT.resolve(context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName());
        for (Object test : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : test.getClass().getDeclaredFields()) {
                if (field.isAnnotationPresent(TempDir.class)) {
                    field.setAccessible(true);
                    keep((Path) field.get(test), kept);
                }
            }
        }
    }

    private static void keep(Path directory, Path kept) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && (attributes.size() <= LARGEST || isLog(file))) {
                        copy(file, kept.resolve(directory.relativize(file).toString()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) {
                    return FileVisitResult.CONTINUE; // A process that still ends removes its files.
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The files of a failed test could not be kept in " + kept, e);
        }
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".log") || name.equals("stdout") || name.equals("stderr");
    }

    private static void copy(Path file, Path copy) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LARGEST);
        } catch (IOException e) {
            return; // As above.
        }
        Files.createDirectories(copy.getParent());
        Files.write(copy, content);
    }
}

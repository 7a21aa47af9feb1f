package io.espalier.engine;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of oneDNN: a replica has one, which is the thread that calls it.
 *
 * <p>OpenMP keeps the number of threads by the calling thread, and oneDNN fixes it in each primitive that it makes: so it is set in each
 * thread before its first call. The environment (OMP_NUM_THREADS=1) says the same; where the runtime can't be reached, it alone does.
 */
final class OpenMp {
    private static final Logger LOGGER = LoggerFactory.getLogger(OpenMp.class);
    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
    private static final Object[] ONE = {1};

    private static final ThreadLocal<Boolean> SINGLE = ThreadLocal.withInitial(OpenMp::set);

    private OpenMp() {}

    /** Makes the calling thread one that computes alone. Costs nothing after the first time. */
    static void useOneThread() {
        SINGLE.get();
    }

    private static boolean set() {
        Loaded.LIBRARY.ifPresent(
                library -> library.getFunction("omp_set_num_threads").invokeVoid(ONE));
        return Loaded.LIBRARY.isPresent();
    }

    /** The OpenMP runtime that oneDNN is bound to, found when it is asked for first. */
    private static final class Loaded {
        static final Optional<NativeLibrary> LIBRARY = find();

        private static Optional<NativeLibrary> find() {
            Optional<String> file = OneDnn.available() ? mappedFile() : Optional.empty();
            try {
                return file.map(NativeLibrary::getInstance);
            } catch (LinkageError e) {
                LOGGER.warn("OpenMP can't be reached: set OMP_NUM_THREADS=1 for reproducible results", e);
                return Optional.empty();
            }
        }

        /** The very file that is loaded: another copy of it would be another runtime. */
        private static Optional<String> mappedFile() {
            if (!Files.isReadable(MAPPED_FILES)) {
                return Optional.empty();
            }
            try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
                return lines.filter(line -> line.contains("/libgomp") || line.contains("/libiomp"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .findFirst();
            } catch (IOException e) {
                LOGGER.warn("OpenMP was not looked for: set OMP_NUM_THREADS=1 for reproducible results", e);
                return Optional.empty();
            }
        }
    }
}

package io.espalier.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spark without Espalier: the libraries of the build that its application for spark-submit leaves out, and a spark-submit.
 *
 * @param home the directory for SPARK_HOME
 */
public record SparkDistribution(Path home) {
    /**
     * Puts one together, of links.
     *
     * @param lib directory of all libraries
     * @param application the jar for spark-submit
     */
    public static SparkDistribution in(Path home, Path lib, Path application) throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        try (JarFile packed = new JarFile(application.toFile());
                Stream<Path> libraries = Files.list(lib)) {
            Set<String> inside = packed.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
            for (Path library : libraries.toList()) {
                if (!isInside(library, inside)) {
                    Files.createSymbolicLink(jars.resolve(library.getFileName()), library);
                }
            }
        }
        SparkDistribution distribution = new SparkDistribution(home);
        Path program = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        List<String> command = Stream.concat(
                        EspalierProcess.java().stream(),
                        Stream.of(
                                EspalierProcess.QUICK_START,
                                "-Xmx1g",
                                "-cp",
                                distribution.classPath(),
                                "org.apache.spark.deploy.SparkSubmit"))
                .toList();
        Files.writeString(program, "#!/bin/bash\nexec '" + String.join("' '", command) + "' \"$@\"\n");
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("Can't make " + program + " executable");
        }
        return distribution;
    }

    /** Whether a library's own files, not only its manifest, are in the application. */
    private static boolean isInside(Path library, Set<String> names) throws IOException {
        try (JarFile jar = new JarFile(library.toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> !name.endsWith("/") && !name.startsWith("META-INF/"))
                    .findFirst()
                    .filter(names::contains)
                    .isPresent();
        }
    }

    /** All jars, for java. */
    public String classPath() {
        return home.resolve("jars") + "/*";
    }
}

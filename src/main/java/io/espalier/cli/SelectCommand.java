package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.api.SelectionRequest;
import io.espalier.importance.Explanation;
import io.espalier.run.SelectionLineage;
import io.espalier.run.SelectionLineage.ClassCount;
import io.espalier.run.SelectionLineage.StratumCount;
import io.espalier.spark.Cluster;
import io.espalier.spark.MasterCheck;
import io.espalier.spark.TableDirectory;
import io.espalier.store.RunDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code espalier select}: chooses examples by a table of scores. */
@Parameters(
        commandNames = "select",
        commandDescription = "Chooses examples by a table of scores, or says why one is chosen or not.")
final class SelectCommand implements Command {
    private static final int SHOWN_CLASSES = 20;

    @Parameter(
            description =
                    "SCORES: the directory of a run or scoring, or one of Parquet files with example_id, label and a score")
    private List<String> arguments = new ArrayList<>();

    @ParametersDelegate
    private final SelectionOptions selection = new SelectionOptions();

    @Parameter(names = "--score", description = "Column of the score, where the table has several.")
    private @Nullable String score;

    @Parameter(
            names = "--output",
            description = "Directory that is made, with the ids and weights of the kept examples.")
    private @Nullable String output;

    @Parameter(names = "--explain", description = "Id of an example: says why it is kept or not, and writes nothing.")
    private @Nullable Long explained;

    @Parameter(names = "--master", description = "Spark master.")
    private String master = "local[*]";

    @Parameter(
            names = "--json",
            description = "Prints one JSON document: what stands in _lineage.json, or the explanation.")
    private boolean json;

    @Override
    public int run(Console console) throws IOException {
        if (arguments.size() != 1) {
            throw new UserException("select takes one table of scores: espalier select SCORES --keep 0.5 --output DIR;"
                    + " given: " + arguments.size());
        }
        if ((output == null) == (explained == null)) {
            throw new UserException(
                    "select takes --output, a directory to be made, or --explain, the id of an example");
        }
        SelectionRequest request = new SelectionRequest(arguments.get(0), Optional.ofNullable(score), selection.plan());
        GivenPath.requireTable(request.scores(), "SCORES");
        Optional<Path> directory = Optional.ofNullable(output).map(path -> GivenPath.of(path, "--output"));
        directory.ifPresent(path -> RunDirectory.requireNew(path, "--output"));
        directory.ifPresent(TableDirectory::requireFree);
        MasterCheck.requireUsable(master);
        try (Cluster cluster = Cluster.start(Launch.sparkSettings(master, "select"))) {
            if (explained != null) {
                explain(request, explained, cluster, console);
            } else {
                write(request, directory.orElseThrow(), cluster, console);
            }
        }
        return 0;
    }

    private void write(SelectionRequest request, Path directory, Cluster cluster, Console console) throws IOException {
        SelectionLineage written = Espalier.select(request, directory, cluster, warning -> warn(console, warning));
        if (json) {
            console.out().print(Files.readString(directory.resolve("_lineage.json")));
            return;
        }
        PrintStream out = console.out();
        out.println(String.format(
                Locale.ROOT,
                "%s: %,d of %,d examples kept by %s, %s",
                written.scores(),
                written.count(),
                written.examples(),
                written.score(),
                written.selection()));
        written.classes().stream().limit(SHOWN_CLASSES).forEach(each -> out.println(line(each)));
        if (written.classes().size() > SHOWN_CLASSES) {
            out.println("  ... " + (written.classes().size() - SHOWN_CLASSES) + " more classes in _lineage.json");
        }
        written.strata().forEach(each -> out.println(line(each)));
        out.println("written: " + directory);
    }

    private static String line(ClassCount each) {
        return String.format(Locale.ROOT, "  class %s: %s", each.name(), share(each.kept(), each.examples()));
    }

    private static String line(StratumCount each) {
        return String.format(
                Locale.ROOT, "  scores %.4g to %.4g: %s", each.from(), each.to(), share(each.kept(), each.examples()));
    }

    private static String share(long kept, long examples) {
        return examples == 0
                ? "none"
                : String.format(Locale.ROOT, "%,d of %,d, %.1f %%", kept, examples, 100.0 * kept / examples);
    }

    private void explain(SelectionRequest request, long id, Cluster cluster, Console console) throws IOException {
        Explanation explanation = Espalier.explain(request, id, cluster, warning -> warn(console, warning));
        if (json) {
            Map<String, Object> document =
                    Map.of("example_id", id, "kept", explanation.kept(), "lines", explanation.lines());
            console.out()
                    .println(new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(new TreeMap<>(document)));
        } else {
            explanation.lines().forEach(console.out()::println);
        }
    }

    private static void warn(Console console, String warning) {
        console.err().println("warning: " + warning);
    }
}

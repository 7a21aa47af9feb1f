package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.data.RawExample;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** {@code espalier predict}: the class of every example, as CSV on standard output. */
@Parameters(commandNames = "predict", commandDescription = "Prints the predicted class of every example as CSV.")
final class PredictCommand implements Command {
    @Parameter(description = "MODEL DATA: a model zip or run directory; a file, or the word digits")
    private List<String> arguments = new ArrayList<>();

    @ParametersDelegate
    private DataOptions data = new DataOptions();

    @Override
    public int run(Console console) {
        if (arguments.size() != 2) {
            throw new UserException(
                    "predict takes a model and a data set: espalier predict MODEL DATA; given: " + arguments.size());
        }
        try (TrainedClassifier classifier = TrainedClassifier.open(arguments.get(0))) {
            data.read(
                    arguments.get(1),
                    classifier.featureNames(),
                    false,
                    examples -> print(classifier, examples, console));
        }
        return 0;
    }

    private static void print(TrainedClassifier classifier, Iterator<RawExample> examples, Console console) {
        PrintStream out = console.out();
        out.println("row,id,class,probability");
        long[] row = {0};
        classifier.classify(
                examples,
                (example, predicted, probabilities, offset) -> out.println(++row[0] + ","
                        + (example.hasKey() ? Long.toString(example.key()) : "") + ","
                        + quoted(classifier.classes().get(predicted)) + ","
                        + String.format(Locale.ROOT, "%.6f", probabilities[offset + predicted])));
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}

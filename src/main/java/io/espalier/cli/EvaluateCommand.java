package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.UserException;
import io.espalier.data.CloseableIterator;
import io.espalier.data.Labels;
import io.espalier.data.RawExample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code espalier evaluate}: how good a model is on labelled examples. */
@Parameters(commandNames = "evaluate", commandDescription = "Measures a model on labelled examples.")
final class EvaluateCommand implements Command {
    @Parameter(description = "MODEL DATA: a model zip or run directory; a file, or the word digits")
    private List<String> arguments = new ArrayList<>();

    @Parameter(names = "--json", description = "Prints one JSON document.")
    private boolean json;

    @ParametersDelegate
    private DataOptions data = new DataOptions();

    /** Counts of one class. */
    private static final class Tally {
        private long examples;
        private long correct;
        private double lossSum;
    }

    @Override
    public int run(Console console) throws JsonProcessingException {
        if (arguments.size() != 2) {
            throw new UserException(
                    "evaluate takes a model and a data set: espalier evaluate MODEL DATA; given: " + arguments.size());
        }
        try (TrainedClassifier classifier = TrainedClassifier.open(arguments.get(0));
                CloseableIterator<RawExample> examples = data.open(arguments.get(1), classifier.description(), true)) {
            print(classifier.classes(), tallies(classifier, examples), console);
        }
        return 0;
    }

    private static List<Tally> tallies(TrainedClassifier classifier, CloseableIterator<RawExample> examples) {
        Labels labels = new Labels(classifier.classes());
        List<Tally> tallies =
                classifier.classes().stream().map(name -> new Tally()).toList();
        classifier.classify(examples, (example, predicted, probabilities, offset) -> {
            int label = labels.index(example);
            Tally tally = tallies.get(label);
            tally.examples++;
            tally.correct += predicted == label ? 1 : 0;
            tally.lossSum -= Math.log(Math.max(probabilities[offset + label], Float.MIN_NORMAL));
        });
        return tallies;
    }

    private void print(List<String> classes, List<Tally> tallies, Console console) throws JsonProcessingException {
        long examples = tallies.stream().mapToLong(tally -> tally.examples).sum();
        if (examples == 0) {
            throw new UserException(arguments.get(1) + " has no examples");
        }
        long correct = tallies.stream().mapToLong(tally -> tally.correct).sum();
        double loss = tallies.stream().mapToDouble(tally -> tally.lossSum).sum() / examples;
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("examples", examples);
            document.put("accuracy", (double) correct / examples);
            document.put("loss", loss);
            Map<String, Double> perClass = new LinkedHashMap<>();
            for (int c = 0; c < classes.size(); c++) {
                perClass.put(classes.get(c), (double) tallies.get(c).correct / tallies.get(c).examples);
            }
            document.put("accuracy_per_class", perClass);
            console.out()
                    .println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
            return;
        }
        console.out()
                .println(String.format(
                        Locale.ROOT,
                        "accuracy %.2f %% of %,d examples, loss %.4f",
                        100.0 * correct / examples,
                        examples,
                        loss));
        for (int c = 0; c < classes.size(); c++) {
            Tally tally = tallies.get(c);
            console.out()
                    .println(String.format(
                            Locale.ROOT,
                            "  %-12s %6.2f %% of %,d",
                            classes.get(c),
                            100.0 * tally.correct / tally.examples,
                            tally.examples));
        }
    }
}

package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.UserException;
import io.espalier.data.Labels;
import io.espalier.data.RawExample;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** {@code espalier evaluate}: how good a model is on labelled examples. */
@Parameters(commandNames = "evaluate", commandDescription = "Measures a model on labelled examples.")
final class EvaluateCommand implements Command {
    @Parameter(description = "MODEL DATA: a model zip or run directory; a file, or the word digits")
    private List<String> arguments = new ArrayList<>();

    @Parameter(names = "--json", description = "Prints one JSON document.")
    private boolean json;

    @ParametersDelegate
    private DataOptions data = new DataOptions();

    @Override
    public int run(Console console) throws JsonProcessingException {
        if (arguments.size() != 2) {
            throw new UserException(
                    "evaluate takes a model and a data set: espalier evaluate MODEL DATA; given: " + arguments.size());
        }
        Evaluation evaluation;
        try (TrainedClassifier classifier = TrainedClassifier.open(arguments.get(0))) {
            evaluation = new Evaluation(classifier.classes());
            data.read(
                    arguments.get(1),
                    classifier.featureNames(),
                    true,
                    examples -> count(classifier, examples, evaluation));
        }
        evaluation.caution().ifPresent(caution -> console.err().println("warning: " + caution));
        console.out().println(json ? evaluation.json() : evaluation.text());
        return 0;
    }

    private static void count(TrainedClassifier classifier, Iterator<RawExample> examples, Evaluation evaluation) {
        Labels labels = new Labels(classifier.classes());
        classifier.classify(examples, (example, predicted, probabilities, offset) -> {
            int label = labels.index(example);
            evaluation.add(label, predicted, probabilities[offset + label]);
        });
    }
}

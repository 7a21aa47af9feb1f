package io.espalier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a model got right of labelled examples, in all and per class. Its figures need at least one example. */
final class Evaluation {
    private static final int SHOWN = 10;

    private final List<String> classes;
    private final long[] examples;
    private final long[] correct;
    private double lossSum;

    /**
     * Of no examples yet.
     *
     * @param classes names, in the order of their indices
     */
    Evaluation(List<String> classes) {
        this.classes = List.copyOf(classes);
        this.examples = new long[classes.size()];
        this.correct = new long[classes.size()];
    }

    /**
     * Counts an example.
     *
     * @param label index of its class
     * @param predicted index of the most probable class
     * @param probability that the model gives to its class
     */
    void add(int label, int predicted, float probability) {
        examples[label]++;
        correct[label] += predicted == label ? 1 : 0;
        lossSum -= Math.log(Math.max(probability, Float.MIN_NORMAL));
    }

    private long count() {
        return IntStream.range(0, examples.length).mapToLong(c -> examples[c]).sum();
    }

    private double accuracy() {
        return (double) IntStream.range(0, correct.length)
                        .mapToLong(c -> correct[c])
                        .sum()
                / count();
    }

    /** What a person should know: which classes have no examples, so that nothing is known of them. */
    Optional<String> caution() {
        List<String> missing = IntStream.range(0, examples.length)
                .filter(c -> examples[c] == 0)
                .mapToObj(classes::get)
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("The data has no examples of " + missing.size() + " of " + classes.size() + " classes: "
                        + String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size())))
                        + (missing.size() > SHOWN ? ", ..." : ""));
    }

    /** A line in all, then a line a class. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "accuracy %.2f %% of %,d examples, loss %.4f",
                100 * accuracy(),
                count(),
                lossSum / count()));
        for (int c = 0; c < examples.length; c++) {
            String share =
                    examples[c] == 0 ? "-" : String.format(Locale.ROOT, "%.2f", 100.0 * correct[c] / examples[c]);
            text.append(String.format(Locale.ROOT, "%n  %-12s %6s %% of %,d", classes.get(c), share, examples[c]));
        }
        return text.toString();
    }

    /** The same as a JSON document; the accuracy of a class without examples is null. */
    String json() throws JsonProcessingException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("examples", count());
        document.put("accuracy", accuracy());
        document.put("loss", lossSum / count());
        Map<String, @Nullable Double> perClass = new LinkedHashMap<>();
        for (int c = 0; c < examples.length; c++) {
            perClass.put(classes.get(c), examples[c] == 0 ? null : (double) correct[c] / examples[c]);
        }
        document.put("accuracy_per_class", perClass);
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }
}

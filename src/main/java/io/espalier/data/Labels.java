package io.espalier.data;

import static io.espalier.Words.plain;

import io.espalier.UserException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The classes of a data set: from a label's text to its index.
 *
 * <p>Classes are ordered by value where all labels are numbers (then 1, 1.0 and 01 are one class, named 1), else by
 * code point. So the order is the same whatever order the examples come in.
 */
public final class Labels implements Serializable {
    /** Most classes a data set may have; more is rather a number to be predicted than a class. */
    public static final int MAX_CLASSES = 10_000;

    /** Most whole numbers that are taken for classes although there are fewer than two examples of each. */
    private static final int MOST_RARE_CLASSES = 100;

    private static final long serialVersionUID = 1L;
    /**
     * Numbers with more places before or after the point are texts: no class is called 1e99, and its digits could fill
     * memory.
     */
    private static final int MAX_PLACES = 40;

    private final List<String> classes;
    private final boolean numeric;
    private final Map<String, Integer> indices = new HashMap<>();

    /**
     * Labels of given classes.
     *
     * @param classes names in index order, as {@link #canonical} gives them
     */
    public Labels(List<String> classes) {
        this.classes = List.copyOf(classes);
        this.numeric = classes.stream().allMatch(name -> number(name).isPresent());
        for (String name : classes) {
            if (indices.putIfAbsent(name, indices.size()) != null) {
                throw new IllegalArgumentException("Class is named twice: " + name);
            }
        }
    }

    /** The labels of examples that have none: one class, of the empty name. */
    public static Labels none() {
        return new Labels(List.of(""));
    }

    /**
     * Class names in index order.
     *
     * @param texts labels as they stand in the source; repetitions don't matter
     * @throws UserException if there are fewer than 2 classes or more than {@value #MAX_CLASSES}
     */
    public static List<String> canonical(Collection<String> texts) {
        List<String> names = inOrder(texts);
        if (names.size() > MAX_CLASSES) {
            throw tooMany();
        }
        if (names.size() < 2) {
            throw new UserException("At least 2 classes are needed; "
                    + (names.isEmpty() ? "there is no label" : "all labels are " + quote(names.get(0))));
        }
        return names;
    }

    /** Class names in index order, as {@link #canonical} gives them, of any number. */
    public static List<String> inOrder(Collection<String> texts) {
        TreeSet<BigDecimal> values = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>(Labels::compareCodePoints);
        boolean numeric = true;
        for (String text : texts) {
            names.add(text);
            Optional<BigDecimal> value = number(text);
            value.ifPresent(values::add);
            numeric &= value.isPresent();
        }
        return numeric ? values.stream().map(Labels::name).toList() : List.copyOf(names);
    }

    /** Class names in index order. */
    public List<String> classes() {
        return classes;
    }

    /**
     * Index of a label's class.
     *
     * @throws UserException if there is no such class
     */
    public int index(String label) {
        Integer index = indices.get(numeric ? shortest(label) : label);
        if (index == null) {
            throw new UserException("There is no class " + quote(label) + "; " + describe());
        }
        return index;
    }

    /**
     * Index of an example's class.
     *
     * @throws UserException that names the example's place, if there is no such class
     */
    public int index(RawExample example) {
        try {
            return index(example.label());
        } catch (UserException e) {
            throw new UserException(example.where() + ": " + e.getMessage(), e);
        }
    }

    private String describe() {
        int shown = Math.min(10, classes.size());
        String names = String.join(", ", classes.subList(0, shown));
        return "the " + classes.size() + " classes are " + names + (shown < classes.size() ? ", ..." : "");
    }

    /** A number in its shortest decimal form, 1 for 01 and 1.0; any other text as it is. */
    static String shortest(String text) {
        return number(text).map(Labels::name).orElse(text);
    }

    private static Optional<BigDecimal> number(String text) {
        if (text.length() > 2 * MAX_PLACES || !DecimalNumber.is(text)) {
            return Optional.empty();
        }
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) { // an exponent of more than 10 digits
            return Optional.empty();
        }
        int places = Math.max(Math.abs(value.scale()), Math.abs(value.precision() - value.scale()));
        return places > MAX_PLACES ? Optional.empty() : Optional.of(value);
    }

    private static String name(BigDecimal value) {
        return plain(value);
    }

    /** String.compareTo goes by UTF-16 unit, which puts rare characters (emoji) before some common ones. */
    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(codePointAround(a, i), codePointAround(b, i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int codePointAround(String text, int i) {
        boolean inside =
                i > 0 && Character.isLowSurrogate(text.charAt(i)) && Character.isHighSurrogate(text.charAt(i - 1));
        return text.codePointAt(inside ? i - 1 : i);
    }

    private static UserException tooMany() {
        return new UserException("The label column has more than " + MAX_CLASSES
                + " different values: is it a number to be predicted? Only classes can be");
    }

    /**
     * What shows that these labels are measurements, and no classes: numbers that have fewer than two examples each in the mean, and are
     * not all whole or more than {@value #MOST_RARE_CLASSES}.
     *
     * @param examples that have these labels
     * @return how many different ones there are, and one of them; empty where they are classes
     */
    public Optional<String> measurements(long examples) {
        if (!numeric || 2L * classes.size() <= examples) {
            return Optional.empty();
        }
        return classes.stream()
                .filter(name -> name.indexOf('.') >= 0)
                .findFirst()
                .or(() -> classes.stream()
                        .skip(MOST_RARE_CLASSES)
                        .map(more -> classes.get(0))
                        .findFirst())
                .map(one -> classes.size() + " different numbers of " + examples + " examples, such as " + one);
    }

    private void requireClasses(long examples) {
        measurements(examples).ifPresent(which -> {
            throw new UserException(
                    "The labels are measurements, not classes: " + which
                            + ". Only classes can be predicted: give a column of classes, for instance of ranges of these numbers");
        });
    }

    private static String quote(String label) {
        return '"' + label + '"';
    }

    /**
     * Collects the different labels of a data set while it is read; travels, and merges with those of other partitions.
     */
    public static final class Collector implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Set<String> texts = new HashSet<>();
        /** As texts, but with numbers in their shortest form: never more than there are classes. */
        private final Set<String> shortest = new HashSet<>();

        /**
         * Takes a label.
         *
         * @throws UserException if there are more than {@value #MAX_CLASSES} classes: no need to read to the end
         */
        public void add(String label) {
            if (texts.add(label) && shortest.add(Labels.shortest(label)) && shortest.size() > MAX_CLASSES) {
                throw tooMany();
            }
        }

        /** Takes all labels of another. */
        public void merge(Collector other) {
            other.texts.forEach(this::add);
        }

        /**
         * The labels as classes, by {@link #canonical}.
         *
         * @param examples that have these labels
         * @throws UserException if they are fewer or more than classes may be, or measurements
         */
        public Labels labels(long examples) {
            Labels labels = new Labels(canonical(texts));
            labels.requireClasses(examples);
            return labels;
        }
    }
}

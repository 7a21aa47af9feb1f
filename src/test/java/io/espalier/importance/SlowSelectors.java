package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.Examples.Example;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The selectors written as one would tell them: everything sorted anew for each selection. Adding 0.0 makes -0.0 equal to 0.0. */
final class SlowSelectors {
    private SlowSelectors() {}

    static List<Example> random(List<Example> examples, int count, long seed) {
        return examples.stream().sorted(Examples.byHash(seed)).limit(count).toList();
    }

    static List<Example> top(List<Example> examples, int count, long seed) {
        return examples.stream()
                .sorted(Comparator.comparingDouble((Example e) -> -e.score() + 0.0)
                        .thenComparing(Examples.byHash(seed)))
                .limit(count)
                .toList();
    }

    static List<Example> bottom(List<Example> examples, int count, long seed) {
        return examples.stream()
                .sorted(Comparator.comparingDouble((Example e) -> e.score() + 0.0)
                        .thenComparing(Examples.byHash(seed)))
                .limit(count)
                .toList();
    }

    /** Priority sampling; the mean by decimals. */
    static List<Example> weighted(List<Example> examples, int count, long seed) {
        double mean = examples.stream()
                .map(e -> new BigDecimal(e.score()))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(examples.size()), MathContext.DECIMAL128)
                .doubleValue();
        return examples.stream()
                .sorted(Comparator.comparingDouble((Example e) -> -Math.max(e.score(), 0.1 * mean) / u(e, seed))
                        .thenComparing(Examples.byHash(seed)))
                .limit(count)
                .toList();
    }

    /** The hash as a number in (0, 1], of 53 bits. */
    private static double u(Example example, long seed) {
        BigInteger hash = new BigInteger(Long.toUnsignedString(Hashing.hash(example.id(), seed)));
        return (hash.shiftRight(11).doubleValue() + 1) / Math.pow(2, 53);
    }

    static List<Example> withRandom(List<Example> examples, List<Example> chosen, int random, long seed) {
        List<Example> others =
                examples.stream().filter(e -> !chosen.contains(e)).toList();
        List<Example> kept = new ArrayList<>(chosen);
        others.stream().sorted(byDraw(seed, "mixture")).limit(random).forEach(kept::add);
        return kept;
    }

    /** By the hash of the hash. */
    private static Comparator<Example> byDraw(long seed, String purpose) {
        return (a, b) -> Long.compareUnsigned(draw(a, seed, purpose), draw(b, seed, purpose));
    }

    private static long draw(Example example, long seed, String purpose) {
        return Hashing.hash(Hashing.hash(example.id(), seed), Hashing.seed(0, purpose));
    }

    static List<Example> classBalanced(List<Example> examples, int count, long seed) {
        return shareEqually(byLabel(examples).values(), count, seed);
    }

    static List<Example> ccs(List<Example> examples, int count, long seed, BigDecimal beta) {
        Map<Integer, List<Example>> classes = byLabel(examples);
        Map<Integer, Integer> budgets = classBudgets(classes, count);
        List<Example> kept = new ArrayList<>();
        classes.forEach((label, members) -> kept.addAll(ccsOfClass(members, budgets.get(label), seed, beta)));
        return kept;
    }

    private static List<Example> ccsOfClass(List<Example> members, int budget, long seed, BigDecimal beta) {
        List<Example> sorted = members.stream()
                .sorted(Comparator.comparingDouble((Example e) -> e.score() + 0.0)
                        .thenComparing(byDraw(seed, "hardest dropped")))
                .toList();
        int dropped = beta.multiply(BigDecimal.valueOf(sorted.size()))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
        List<Example> rest = sorted.subList(0, sorted.size() - dropped);
        if (budget > rest.size()) {
            return sorted.subList(0, budget);
        }
        int count = Math.min(50, Math.max(1, sorted.size() / 20));
        double lowest = rest.get(0).score();
        double width = rest.get(rest.size() - 1).score() / count - lowest / count;
        List<List<Example>> strata = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            strata.add(new ArrayList<>());
        }
        for (Example example : rest) {
            int stratum = count - 1;
            while (stratum > 0 && example.score() < lowest + stratum * width) {
                stratum--;
            }
            strata.get(stratum).add(example);
        }
        return shareEqually(strata, budget, seed);
    }

    private static List<Example> shareEqually(Collection<List<Example>> parts, int count, long seed) {
        List<List<Example>> open = new ArrayList<>(parts);
        open.sort(Comparator.comparing(List::size)); // stable
        List<Example> kept = new ArrayList<>();
        int left = count;
        while (!open.isEmpty()) {
            List<Example> smallest = open.get(0);
            int share = Math.min(smallest.size(), left / open.size());
            smallest.stream().sorted(Examples.byHash(seed)).limit(share).forEach(kept::add);
            left -= share;
            open.remove(0);
        }
        return kept;
    }

    /** Hamilton's method in decimals; a class with a quota below 1 is given 1, one class at a time, the smallest first. */
    private static Map<Integer, Integer> classBudgets(Map<Integer, List<Example>> classes, int count) {
        Map<Integer, Integer> budgets = new TreeMap<>();
        Map<Integer, List<Example>> open = new TreeMap<>(classes);
        int left = count;
        while (!open.isEmpty()) {
            int all = open.values().stream().mapToInt(List::size).sum();
            int smallest = open.keySet().stream()
                    .min(Comparator.comparing(label -> open.get(label).size()))
                    .orElseThrow();
            if ((long) left * open.get(smallest).size() >= all) {
                break;
            }
            budgets.put(smallest, 1);
            open.remove(smallest);
            left--;
        }
        BigDecimal total = BigDecimal.valueOf(left);
        int all = open.values().stream().mapToInt(List::size).sum();
        Map<Integer, BigDecimal> remainders = new TreeMap<>();
        for (Map.Entry<Integer, List<Example>> entry : open.entrySet()) {
            BigDecimal[] quota = total.multiply(
                            BigDecimal.valueOf(entry.getValue().size()))
                    .divideAndRemainder(BigDecimal.valueOf(all));
            budgets.put(entry.getKey(), quota[0].intValueExact());
            remainders.put(entry.getKey(), quota[1]);
            left -= quota[0].intValueExact();
        }
        remainders.entrySet().stream()
                .sorted(Map.Entry.<Integer, BigDecimal>comparingByValue().reversed())
                .limit(left)
                .forEach(entry -> budgets.merge(entry.getKey(), 1, Integer::sum));
        return budgets;
    }

    private static Map<Integer, List<Example>> byLabel(List<Example> examples) {
        return examples.stream().collect(Collectors.groupingBy(Example::label, TreeMap::new, Collectors.toList()));
    }
}

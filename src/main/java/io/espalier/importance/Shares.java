package io.espalier.importance;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How a number of examples is shared out to parts of known size. Every share is at most the part's size; shares sum exactly. */
final class Shares {
    private Shares() {}

    /**
     * The same for every part, from the smallest part up: a part too small for its share passes the rest on to the larger ones (Zheng
     * 2023, algorithm 1). Equal sizes in order of index.
     *
     * <p>A greater total never makes a share smaller: each step passes on as much as before, or more.
     *
     * @param total at most the sum of sizes
     */
    static List<Integer> equally(List<Integer> sizes, int total) {
        int[] shares = new int[sizes.size()];
        int left = total;
        int parts = sizes.size();
        for (int part : IntStream.range(0, parts)
                .boxed()
                .sorted(Comparator.comparing(sizes::get))
                .toList()) {
            shares[part] = Math.min(sizes.get(part), left / parts);
            left -= shares[part];
            parts--;
        }
        return IntStream.of(shares).boxed().toList();
    }

    /**
     * In proportion to size, at least 1 each. Parts whose quota is below 1 get 1; what is left goes to the others in proportion, whole
     * numbers first, then by largest remainder (equal remainders in order of index).
     *
     * @param sizes at least 1 each
     * @param total from the number of parts to the sum of sizes
     */
    static List<Integer> proportionally(List<Integer> sizes, int total) {
        int[] shares = new int[sizes.size()];
        List<Integer> open = IntStream.range(0, sizes.size()).boxed().toList();
        long left = total;
        long examples = sizes.stream().mapToLong(Integer::longValue).sum();
        boolean settled = false;
        while (!settled) {
            // Each part that is lifted to 1 makes the others' quotas smaller, so that more of them may need it.
            long budget = left;
            long all = examples;
            List<Integer> lifted =
                    open.stream().filter(part -> budget * sizes.get(part) < all).toList();
            for (int part : lifted) {
                shares[part] = 1;
                left--;
                examples -= sizes.get(part);
            }
            open = open.stream().filter(part -> shares[part] == 0).toList();
            settled = lifted.isEmpty();
        }
        largestRemainder(sizes, open, left, examples, shares);
        return IntStream.of(shares).boxed().toList();
    }

    private static void largestRemainder(
            List<Integer> sizes, List<Integer> open, long total, long examples, int[] shares) {
        long left = total;
        for (int part : open) {
            shares[part] = (int) (total * sizes.get(part) / examples);
            left -= shares[part];
        }
        open.stream()
                .sorted(Comparator.comparing((Integer part) -> -(total * sizes.get(part) % examples)))
                .limit(left)
                .forEach(part -> shares[part]++);
    }
}

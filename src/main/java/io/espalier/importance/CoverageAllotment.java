package io.espalier.importance;

import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.Ranking.ByHash;
import io.espalier.importance.Ranking.LowestFirst;
import io.espalier.importance.Selector.Ccs;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** How {@link Ccs} shares out the kept examples: to classes by their sizes, inside a class equally to its strata. */
final class CoverageAllotment {
    private static final int MOST_STRATA = 50;
    private static final int EXAMPLES_PER_STRATUM = 20;

    private CoverageAllotment() {}

    /**
     * @param count of all examples
     * @throws IllegalArgumentException if there are more classes than kept examples
     */
    static Allotment of(OrderStatistics examples, Ccs ccs, int count) {
        List<Integer> sizes = examples.sizes(new Parts.Classes(examples.classes()));
        List<Integer> shares = classShares(sizes, count);
        Strata strata = strata(examples, sizes, inStrata(ccs, sizes, shares));
        List<Integer> stratumSizes = examples.sizes(strata);
        List<Integer> kept = new ArrayList<>();
        for (int label = 0; label < sizes.size(); label++) {
            Strata.OfClass ofClass = strata.classes().get(label);
            List<Integer> ofStrata = stratumSizes.subList(ofClass.first(), ofClass.first() + ofClass.count());
            kept.addAll(Shares.equally(ofStrata, shares.get(label)));
        }
        return new Allotment(strata, new ByHash(), stratumSizes, kept);
    }

    private static List<Integer> classShares(List<Integer> sizes, int count) {
        List<Integer> present = sizes.stream().filter(size -> size > 0).toList();
        Ccs.requireOneOfEach(present.size(), count);
        Iterator<Integer> shares = Shares.proportionally(present, count).iterator();
        List<Integer> all = new ArrayList<>();
        for (int size : sizes) {
            all.add(size > 0 ? shares.next() : 0);
        }
        return all;
    }

    /** A class that must give more than the strata hold has as many fewer dropped: its strata hold just what it gives. */
    private static List<Integer> inStrata(Ccs ccs, List<Integer> sizes, List<Integer> shares) {
        List<Integer> inStrata = new ArrayList<>();
        for (int label = 0; label < sizes.size(); label++) {
            int size = sizes.get(label);
            inStrata.add(Math.max(shares.get(label), size - (int) ccs.dropped(size)));
        }
        return inStrata;
    }

    /** Cut between the first example of each class by score and the last that the strata hold. */
    private static Strata strata(OrderStatistics examples, List<Integer> sizes, List<Integer> inStrata) {
        List<Place> ends = new ArrayList<>();
        for (int label = 0; label < sizes.size(); label++) {
            if (sizes.get(label) > 0) {
                ends.add(new Place(label, 0));
                ends.add(new Place(label, inStrata.get(label) - 1));
                ends.add(new Place(label, Math.min(inStrata.get(label), sizes.get(label) - 1)));
            }
        }
        Iterator<RankKey> keys = examples.at(
                        new Parts.Classes(sizes.size()), new LowestFirst(Draw.HARDEST_DROPPED), ends)
                .iterator();
        List<Strata.OfClass> classes = new ArrayList<>();
        int first = 0;
        for (int size : sizes) {
            Strata.OfClass ofClass = size > 0
                    ? Strata.of(first, strata(size), keys.next(), cut(keys.next(), keys.next()))
                    : Strata.none(first);
            classes.add(ofClass);
            first += ofClass.count();
        }
        return new Strata(classes);
    }

    /**
     * Behind the last example in the strata; the hash matters only where the first one that is dropped has the same score.
     *
     * @param dropped first that is; the last again where none is
     */
    private static Strata.Cut cut(RankKey last, RankKey dropped) {
        boolean partsTies = dropped.first() == last.first() && !dropped.equals(last);
        return new Strata.Cut(SortableBits.value(last.first()), partsTies ? last.hash() : Cell.EVERY_HASH);
    }

    /** Number of strata of a class. */
    static int strata(int size) {
        return Math.min(MOST_STRATA, Math.max(1, size / EXAMPLES_PER_STRATUM));
    }
}

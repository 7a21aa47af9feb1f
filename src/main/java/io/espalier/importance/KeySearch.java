package io.espalier.importance;

import io.espalier.UserException;
import io.espalier.importance.Brackets.Prefix;
import io.espalier.importance.OrderStatistics.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the keys at given places of an order among examples that can only be counted: a radix search from the highest bits down.
 *
 * <p>All searches go on side by side. Each knows the first bits of its key, its bracket; a pass over the examples counts, for every
 * bracket, how many have each value of the next few bits, and the position says in which of them the key lies. As soon as few examples
 * are left in all brackets together they are looked at one by one. So memory does not depend on the number of examples, and the result
 * depends neither on their order nor on how they are split.
 */
public final class KeySearch {
    /** Examples that are looked at one by one: 4 MB of keys. */
    private static final int MOST_CANDIDATES = 1 << 18;
    /** Bins of a pass that are worth it: 128 kB of counts. */
    private static final int LEAST_BINS = 1 << 14;

    private final int groups;
    private final int mostCandidates;
    private final int mostBins;
    private List<Search> searches;
    private Brackets brackets;
    private long candidates;

    /** One place: the first bits of its key, and its position among the keys that have them. */
    private record Search(Prefix prefix, long position) {}

    /** An example in one of the brackets. */
    public record Candidate(int bracket, RankKey key) {}

    /**
     * A search that knows nothing yet.
     *
     * @param groups number of groups
     * @param examples upper bound of the number of examples in them
     */
    public KeySearch(int groups, List<Place> places, long examples) {
        this(groups, places, examples, MOST_CANDIDATES, Brackets.MOST_BINS);
    }

    /**
     * The same where all parts of the examples send their counts at once.
     *
     * @param parts number of them: together their counts take no more memory, as far as each has {@value #LEAST_BINS} bins
     */
    public KeySearch(int groups, List<Place> places, long examples, int parts) {
        this(groups, places, examples, MOST_CANDIDATES, Math.max(LEAST_BINS, Brackets.MOST_BINS / parts));
    }

    /** A search that may use other amounts of memory. */
    KeySearch(int groups, List<Place> places, long examples, int mostCandidates, int mostBins) {
        this.groups = groups;
        this.mostCandidates = mostCandidates;
        this.mostBins = mostBins;
        this.searches = places.stream()
                .map(place -> new Search(new Prefix(place.group(), new RankKey(0, 0)), place.position()))
                .toList();
        this.brackets = new Brackets(groups, prefixes(), 0, mostBins);
        this.candidates = examples;
    }

    private List<Prefix> prefixes() {
        return searches.stream().map(Search::prefix).distinct().sorted().toList();
    }

    /** Where the keys lie, as far as is known. */
    public Brackets brackets() {
        return brackets;
    }

    /** Whether the brackets must be counted before their examples can be looked at one by one. */
    public boolean needsCounts() {
        return candidates > mostCandidates && !brackets.areKeys();
    }

    /**
     * Goes on with what a pass counted.
     *
     * @param counts of the examples in the brackets, by {@link Brackets#bin}
     */
    public void narrow(long[] counts) {
        Map<Prefix, Long> sizes = new TreeMap<>();
        List<Search> narrowed = new ArrayList<>();
        for (Search search : searches) {
            int first = bracket(search) << brackets.width();
            int end = first + (1 << brackets.width());
            int bin = first;
            long position = search.position();
            while (bin < end && position >= counts[bin]) {
                position -= counts[bin++];
            }
            if (bin == end) {
                throw gone();
            }
            Prefix longer = brackets.longer(search.prefix(), bin - first);
            sizes.put(longer, counts[bin]);
            narrowed.add(new Search(longer, position));
        }
        searches = List.copyOf(narrowed);
        candidates = sizes.values().stream().mapToLong(Long::longValue).sum();
        brackets = new Brackets(groups, List.copyOf(sizes.keySet()), brackets.bits() + brackets.width(), mostBins);
    }

    /**
     * The keys at the places, in their order.
     *
     * @param found all examples in the brackets, in any order
     */
    public List<RankKey> keys(Iterable<Candidate> found) {
        Map<Integer, List<RankKey>> ofBracket = new TreeMap<>();
        for (Candidate candidate : found) {
            ofBracket
                    .computeIfAbsent(candidate.bracket(), bracket -> new ArrayList<>())
                    .add(candidate.key());
        }
        ofBracket.values().forEach(Collections::sort);
        return searches.stream().map(search -> key(search, ofBracket)).toList();
    }

    private RankKey key(Search search, Map<Integer, List<RankKey>> ofBracket) {
        List<RankKey> keys = ofBracket.getOrDefault(bracket(search), List.of());
        if (search.position() >= keys.size()) {
            throw gone();
        }
        return keys.get(Math.toIntExact(search.position()));
    }

    private int bracket(Search search) {
        return brackets.bracket(
                search.prefix().group(),
                search.prefix().key().first(),
                search.prefix().key().hash());
    }

    private static UserException gone() {
        return new UserException("The data changed while it was read; start again when nobody writes it");
    }
}

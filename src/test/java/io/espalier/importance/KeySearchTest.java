package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.SplitMix64;
import io.espalier.UserException;
import io.espalier.importance.KeySearch.Candidate;
import io.espalier.importance.OrderStatistics.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeySearchTest {
    private static final int GROUPS = 3;

    /** A key in a group. */
    private record Member(int group, RankKey key) {}

    @Test
    void findsEveryPlaceOfEveryGroup() {
        List<Member> members = members(400, 1 << 30);
        List<Place> places = everyPlace(members);

        assertThat(found(members, places, 0, 1 << 10)).isEqualTo(sorted(members, places));
    }

    /** All differ in the hash alone, and all of its bits are needed. */
    @Test
    void goesOnInTheHashWhereTheFirstHalvesAreEqual() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            members.add(new Member(1, new RankKey(-5, i - 25L)));
        }
        List<Place> places = everyPlace(members);

        assertThat(found(members, places, 0, 4)).isEqualTo(sorted(members, places));
    }

    @Test
    void fewExamplesAreNotCounted() {
        List<Member> members = members(40, 100);
        KeySearch search = new KeySearch(GROUPS, everyPlace(members), members.size());

        assertThat(search.needsCounts()).isFalse();
        assertThat(search.keys(candidates(search, members))).isEqualTo(sorted(members, everyPlace(members)));
    }

    @Test
    void onePlaceInALargeGroupTakesFewPasses() {
        List<Member> members = members(3_000, 1 << 30);
        KeySearch search = new KeySearch(GROUPS, List.of(new Place(0, 500)), members.size(), 10, 1 << 16);
        int passes = 0;
        while (search.needsCounts()) {
            search.narrow(counts(search, members));
            passes++;
        }

        // 16 bits a pass tell a thousand keys apart.
        assertThat(passes).isEqualTo(1);
        assertThat(search.brackets().bins()).isLessThanOrEqualTo(1 << 16);
    }

    @Test
    void binsStayFewHoweverManyPlaces() {
        List<Member> members = members(2_000, 1 << 30);
        KeySearch search = new KeySearch(GROUPS, everyPlace(members), members.size(), 0, 1 << 12);
        while (search.needsCounts()) {
            assertThat(search.brackets().bins()).isLessThanOrEqualTo(1 << 12);
            search.narrow(counts(search, members));
        }
    }

    @Test
    void examplesThatAreGoneAreNoticed() {
        List<Member> members = members(50, 100);
        List<Place> places = everyPlace(members);
        KeySearch counting = new KeySearch(GROUPS, places, members.size(), 0, 1 << 10);
        KeySearch finding = new KeySearch(GROUPS, places, members.size());
        List<Member> fewer = members.subList(0, 20);

        assertThatThrownBy(() -> counting.narrow(counts(counting, fewer)))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("The data changed while it was read");
        assertThatThrownBy(() -> finding.keys(candidates(finding, fewer))).isInstanceOf(UserException.class);
    }

    private static List<RankKey> found(List<Member> members, List<Place> places, int mostCandidates, int mostBins) {
        KeySearch search = new KeySearch(GROUPS, places, members.size(), mostCandidates, mostBins);
        while (search.needsCounts()) {
            search.narrow(counts(search, members));
        }
        return search.keys(candidates(search, members));
    }

    private static long[] counts(KeySearch search, List<Member> members) {
        Brackets brackets = search.brackets();
        long[] counts = new long[brackets.bins()];
        for (Member member : members) {
            int bin = brackets.bin(
                    member.group(), member.key().first(), member.key().hash());
            if (bin >= 0) {
                counts[bin]++;
            }
        }
        return counts;
    }

    private static List<Candidate> candidates(KeySearch search, List<Member> members) {
        return members.stream()
                .map(member -> new Candidate(
                        search.brackets()
                                .bracket(
                                        member.group(),
                                        member.key().first(),
                                        member.key().hash()),
                        member.key()))
                .filter(candidate -> candidate.bracket() >= 0)
                .toList();
    }

    private static List<RankKey> sorted(List<Member> members, List<Place> places) {
        return places.stream()
                .map(place -> ofGroup(members, place.group()).toList().get(place.position()))
                .toList();
    }

    private static Stream<RankKey> ofGroup(List<Member> members, int group) {
        return members.stream()
                .filter(member -> member.group() == group)
                .map(Member::key)
                .sorted();
    }

    private static List<Place> everyPlace(List<Member> members) {
        List<Place> places = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            for (int position = 0; position < ofGroup(members, group).count(); position++) {
                places.add(new Place(group, position));
            }
        }
        return places;
    }

    /** Members of random groups; their first halves are drawn from few numbers, or from many. */
    private static List<Member> members(int count, int firsts) {
        SplitMix64 random = new SplitMix64(9);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long first = SplitMix64.at(7, random.nextInt(firsts));
            members.add(new Member(random.nextInt(GROUPS), new RankKey(first, random.nextLong())));
        }
        return members;
    }
}

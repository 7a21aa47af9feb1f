package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.RawExample;
import io.espalier.spark.task.Survey;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
    private static final List<String> CLASSES = List.of("a", "b");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fingerprintIsOfFeaturesAndLabelsWithKeysAndWithout(boolean keyed) {
        RawExample last = example(keyed, 3, 3, "b");
        String fingerprint = fingerprint(List.of(example(keyed, 1, 1, "a"), example(keyed, 2, 2, "a"), last));

        assertThat(fingerprint(List.of(example(keyed, 1, 1.5f, "a"), example(keyed, 2, 2, "a"), last)))
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint(List.of(example(keyed, 1, 1, "b"), example(keyed, 2, 2, "a"), last)))
                .isNotEqualTo(fingerprint);
    }

    @Test
    void keysThatChangePlacesGiveAnotherFingerprint() {
        String fingerprint = fingerprint(List.of(example(true, 1, 1, "a"), example(true, 2, 2, "b")));

        assertThat(fingerprint(List.of(example(true, 2, 1, "a"), example(true, 1, 2, "b"))))
                .isNotEqualTo(fingerprint);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fingerprintIsTheSameInAnyOrderAndInAnyPartitions(boolean keyed) {
        RawExample one = example(keyed, 1, 1, "a");
        RawExample two = example(keyed, 2, 2, "b");
        RawExample three = example(keyed, 3, 3, "a");
        String fingerprint = fingerprint(List.of(one, two, three));

        assertThat(fingerprint(List.of(three), List.of(), List.of(one, two))).isEqualTo(fingerprint);
        assertThat(fingerprint(List.of(), List.of(two, three), List.of(one))).isEqualTo(fingerprint);
    }

    private static RawExample example(boolean keyed, long key, float feature, String label) {
        return new RawExample(new float[] {feature, 0.5f}, label, keyed, keyed ? key : 0, "row " + key);
    }

    @SafeVarargs
    private static String fingerprint(List<RawExample>... partitions) {
        List<Survey> surveys = new ArrayList<>();
        for (List<RawExample> partition : partitions) {
            new Survey.Task().call(surveys.size(), partition.iterator()).forEachRemaining(surveys::add);
        }
        Identities identities = new Identities();
        identities.add(Part.TRAIN, surveys);
        return identities.fingerprint(CLASSES);
    }
}

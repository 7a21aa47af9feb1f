package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.Hashing;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFingerprintTest {
    private static final List<String> CLASSES = List.of("a", "b");

    @Test
    void isTheHashOfASumOfHashes() {
        long one = ExampleIds.contentHash(new float[] {1, 0.5f}, "a");
        long two = ExampleIds.contentHash(new float[] {2, 0.5f}, "b");
        long sum = Hashing.hash(one, 7) + Hashing.hash(two, 9);

        DataFingerprint fingerprint = of(example(true, 7, 1, "a"), example(true, 9, 2, "b"));

        assertThat(fingerprint.rows()).isEqualTo(2);
        assertThat(fingerprint.hex()).isEqualTo(HexFormat.of().toHexDigits(Hashing.hash(2, sum)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void seesFeaturesAndLabelsWithKeysAndWithout(boolean keyed) {
        RawExample last = example(keyed, 3, 3, "b");
        String hex =
                of(example(keyed, 1, 1, "a"), example(keyed, 2, 2, "a"), last).hex();

        assertThat(of(example(keyed, 1, 1.5f, "a"), example(keyed, 2, 2, "a"), last)
                        .hex())
                .isNotEqualTo(hex);
        assertThat(of(example(keyed, 1, 1, "b"), example(keyed, 2, 2, "a"), last)
                        .hex())
                .isNotEqualTo(hex);
    }

    @Test
    void keysThatChangePlacesGiveAnother() {
        assertThat(of(example(true, 2, 1, "a"), example(true, 1, 2, "b")).hex())
                .isNotEqualTo(
                        of(example(true, 1, 1, "a"), example(true, 2, 2, "b")).hex());
    }

    @Test
    void rowsThatStandOnceMoreGiveAnother() {
        RawExample row = example(false, 0, 1, "a");

        assertThat(of(row, row).hex()).isNotEqualTo(of(row).hex());
        assertThat(of(row, row, row).hex()).isNotEqualTo(of(row).hex());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTheSameInAnyOrderAndInAnyPartitions(boolean keyed) {
        RawExample one = example(keyed, 1, 1, "a");
        RawExample two = example(keyed, 2, 2, "b");
        RawExample three = example(keyed, 3, 3, "a");
        String hex = of(one, two, three).hex();

        assertThat(merged(of(three), of(), of(one, two)).hex()).isEqualTo(hex);
        assertThat(merged(of(), of(two, three), of(one)).hex()).isEqualTo(hex);
    }

    @Test
    void wholeSetIsOfClassesAndOfEachPart() {
        DataFingerprint main = of(example(false, 0, 1, "a"));
        DataFingerprint other = of(example(false, 0, 2, "b"));
        String hex = DataFingerprint.hex(CLASSES, Map.of(Part.TRAIN, main, Part.TEST, other));

        assertThat(DataFingerprint.hex(CLASSES, Map.of(Part.TEST, other, Part.TRAIN, main)))
                .isEqualTo(hex);
        assertThat(DataFingerprint.hex(List.of("a", "c"), Map.of(Part.TRAIN, main, Part.TEST, other)))
                .isNotEqualTo(hex);
        assertThat(DataFingerprint.hex(CLASSES, Map.of(Part.TRAIN, main, Part.VALIDATION, other)))
                .isNotEqualTo(hex);
        assertThat(DataFingerprint.hex(CLASSES, Map.of(Part.TRAIN, main))).isNotEqualTo(hex);
    }

    private static RawExample example(boolean keyed, long key, float feature, String label) {
        return new RawExample(new float[] {feature, 0.5f}, label, keyed, keyed ? key : 0, "row " + key);
    }

    private static DataFingerprint of(RawExample... examples) {
        DataFingerprint fingerprint = new DataFingerprint();
        for (RawExample example : examples) {
            fingerprint.add(example);
        }
        return fingerprint;
    }

    private static DataFingerprint merged(DataFingerprint... partitions) {
        DataFingerprint merged = new DataFingerprint();
        for (DataFingerprint partition : partitions) {
            merged.merge(partition);
        }
        return merged;
    }
}

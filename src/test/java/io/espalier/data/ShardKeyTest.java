package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShardKeyTest {
    private static final String DATA = "0123456789abcdef";

    @Test
    void namesDirectoriesByEverythingTheShardsDependOn() {
        List<String> names = Stream.of(
                        ShardKey.of(DATA, Plans.digits().plan(), 1, 2),
                        ShardKey.of("fedcba9876543210", Plans.digits().plan(), 1, 2),
                        ShardKey.of(DATA, Plans.digits().fractions("0.1", "0.2").plan(), 1, 2),
                        ShardKey.of(DATA, Plans.digits().folds(5, 1).plan(), 1, 2),
                        ShardKey.of(DATA, Plans.digits().folds(5, 2).plan(), 1, 2),
                        ShardKey.of(DATA, Plans.digits().seed(1).plan(), 1, 2),
                        ShardKey.of(DATA, Plans.digits().plan(), 2, 2),
                        ShardKey.of(DATA, Plans.digits().plan(), 1, 3))
                .map(ShardKey::directoryName)
                .toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[0-9a-f]{16}-[0-9a-f]{16}"));
        assertThat(names.get(0)).startsWith(DATA + "-");
    }

    @Test
    void equalFractionsAreOneKey() throws IOException, ClassNotFoundException {
        ShardKey key = ShardKey.of(DATA, Plans.digits().fractions("0.2", "0.1").plan(), 1, 2);
        assertThat(ShardKey.of(DATA, Plans.digits().fractions("0.20", "0.100").plan(), 1, 2))
                .isEqualTo(key);
        assertThat(Travel.there(key)).isEqualTo(key);
    }

    @Test
    void placesEachShardInItsFile() {
        ShardKey key = ShardKey.of(DATA, Plans.digits().plan(), 1, 2);
        PackedLayout layout = new PackedLayout(Path.of("/local"));
        assertThat(layout.shard(key, Part.TRAIN, 1))
                .isEqualTo(Path.of("/local", key.directoryName(), "train-00001.shard"));
        assertThat(layout.shard(key, Part.VALIDATION, 0))
                .isEqualTo(layout.directory(key).resolve("validation-00000.shard"));
        assertThatThrownBy(() -> layout.shard(key, Part.TEST, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shard must be in [0, 2): 2");
    }

    @Test
    void refusesAFingerprintThatCouldLeaveTheDirectory() {
        assertThatThrownBy(() -> ShardKey.of("../../etc", Plans.digits().plan(), 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Fingerprint must be 16 hexadecimal digits: ../../etc");
    }

    @Test
    void fingerprintDependsOnContentNotOnOrder() {
        DataFingerprint forward = new DataFingerprint();
        forward.add(1, 10);
        forward.add(2, 20);
        DataFingerprint backward = new DataFingerprint();
        backward.add(2, 20);
        DataFingerprint first = new DataFingerprint();
        first.add(1, 10);
        backward.merge(first);
        backward.merge(new DataFingerprint());
        DataFingerprint other = new DataFingerprint();
        other.add(1, 20);
        other.add(2, 10);
        assertThat(forward.hex()).matches("[0-9a-f]{16}").isEqualTo(backward.hex());
        assertThat(other.hex()).isNotEqualTo(forward.hex());
    }
}

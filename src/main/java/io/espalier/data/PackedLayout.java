package io.espalier.data;

import static io.espalier.Words.word;

import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where shard files lie under a local directory: {@code <root>/<directory of the key>/<part>-<shard>.shard}.
 *
 * @param root directory of this machine for shards of any data set
 */
public record PackedLayout(Path root) {
    /** Directory of all shards of a key. */
    public Path directory(ShardKey key) {
        return root.resolve(key.directoryName());
    }

    /**
     * File of a shard.
     *
     * @param shard from 0
     */
    public Path shard(ShardKey key, Part part, int shard) {
        if (shard < 0 || shard >= key.workers()) {
            throw new IllegalArgumentException("Shard must be in [0, " + key.workers() + "): " + shard);
        }
        return directory(key).resolve(String.format(Locale.ROOT, "%s-%05d.shard", word(part), shard));
    }
}

package io.espalier.store;

import java.util.Map;

/**
 * {@code manifest.json} of a checkpoint, written last: what the other files must be.
 *
 * @param schemaVersion of the checkpoint
 * @param planIdentity of the run's plan
 * @param round last round done
 * @param phase index of the phase in the plan
 * @param files by name
 * @param checksum SHA-256 of this manifest's JSON with an empty checksum, in hex: a damaged manifest must not pass for
 *     another plan's
 */
record Manifest(
        int schemaVersion, String planIdentity, int round, int phase, Map<String, Entry> files, String checksum) {
    static final int SCHEMA_VERSION = 3;
    static final String NAME = "manifest.json";

    /**
     * One file.
     *
     * @param bytes length
     * @param sha256 hex
     */
    record Entry(long bytes, String sha256) {}

    Manifest withChecksum(String newChecksum) {
        return new Manifest(schemaVersion, planIdentity, round, phase, files, newChecksum);
    }
}

package io.espalier.cli;

/** The version of this program. */
final class Version {
    private Version() {}

    /** As the jar's manifest says; "development" when run from classes. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

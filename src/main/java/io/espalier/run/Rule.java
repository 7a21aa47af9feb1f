package io.espalier.run;

/** What keys ask of each other. */
final class Rule {
    private Rule() {}

    /**
     * Refuses a plan that does not keep a rule.
     *
     * @param rule one line, whose first word is the dotted key that it is about
     */
    static void require(boolean kept, String rule) {
        if (!kept) {
            throw new IllegalArgumentException(rule);
        }
    }
}

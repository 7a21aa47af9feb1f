package io.espalier.importance;

/**
 * What a selector decided.
 *
 * @param rule the kept examples
 * @param allotment how they were shared out; of a mixture the part that is not random
 */
public record Choice(SelectionRule rule, Allotment allotment) {}

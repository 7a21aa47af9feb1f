package io.espalier.run;

import io.espalier.importance.Selector;
import java.math.BigDecimal;

/** How the kept examples are chosen. */
public enum SelectionMethod {
    CCS,
    TOP,
    BOTTOM,
    RANDOM,
    CLASS_BALANCED,
    WEIGHTED;

    /**
     * The selector of this method.
     *
     * @param hardestDropped fraction of hardest examples of each class that ccs drops first, in [0, 1)
     * @param randomFraction fraction of the kept examples that are chosen at random among those that the method leaves out, in [0, 1)
     */
    Selector selector(BigDecimal hardestDropped, BigDecimal randomFraction) {
        Selector selector =
                switch (this) {
                    case CCS -> new Selector.Ccs(hardestDropped);
                    case TOP -> new Selector.Top();
                    case BOTTOM -> new Selector.Bottom();
                    case RANDOM -> new Selector.Random();
                    case CLASS_BALANCED -> new Selector.ClassBalanced();
                    case WEIGHTED -> new Selector.Weighted();
                };
        return randomFraction.signum() == 0 ? selector : new Selector.Mixture(selector, randomFraction);
    }
}

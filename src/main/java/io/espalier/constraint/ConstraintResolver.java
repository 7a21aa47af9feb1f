package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.Network;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a {@link ConstraintConfig} into numbers of units of one network.
 *
 * <p>Groups that a factor or the intensity binds get their number. The others share a factor f with round(n f) units,
 * at least 1; f is found by bisection on exact parameter counts, and of the two neighbouring results the one nearer to
 * the reduction is taken. Rounding to the nearest, not down, keeps narrow layers in proportion: LeNet's 20 channels at
 * f = 0.594 are 12, not 11. Counts are taken before anything is constrained.
 */
public final class ConstraintResolver {
    /** Of the common factor: fine enough to tell neighbouring widths apart up to 10^11 units. */
    private static final double PRECISION = 1e-12;

    private final Network network;
    private final List<Group> groups;
    private final Map<String, Integer> bound = new LinkedHashMap<>();
    private final long before;

    private ConstraintResolver(Network network, ConstraintConfig config) {
        this.network = network;
        this.groups = network.groups();
        this.before = network.layout().trainable();
        for (Group group : groups) {
            config.boundUnits(group).ifPresent(units -> bound.put(group.name(), units));
        }
    }

    /**
     * The targets of a network.
     *
     * @param ranking with GLOBAL the numbers say how many parameters are left, not where: see {@link #rank}; nothing is
     *     rounded
     * @param rounding whether widths become multiples of 8 where that stays within 0.5 points of the reduction; heads
     *     and groups bound by a given factor keep their numbers
     * @throws UnreachableTargetException if no numbers of units meet the reduction
     */
    public static ResolvedConstraint resolve(
            Network network, ConstraintConfig config, Ranking ranking, boolean rounding) {
        ConstraintResolver resolver = new ConstraintResolver(network, config);
        Map<String, Integer> exact = resolver.exact(config.effectiveReduction());
        if (!rounding || ranking == Ranking.GLOBAL) {
            return ResolvedConstraint.of(network, exact);
        }
        double wanted = resolver.wanted(config.effectiveReduction(), exact);
        List<Group> rounded = resolver.groups.stream()
                .filter(group -> group.kind() != Group.Kind.HEAD)
                .filter(group -> config.intensity().isPresent() || !resolver.bound.containsKey(group.name()))
                .toList();
        return ResolvedConstraint.of(
                network, new WidthRounding(network, resolver.before, rounded).nearest(exact, wanted));
    }

    /**
     * The units kept when all free groups compete: the least important go first until the reduction is met, as near as
     * one unit allows.
     *
     * <p>Each group keeps at least 1. Of equal units the one in the later group, then with the higher index, goes
     * first. Groups bound by a factor keep their number of most important units.
     *
     * @param importances one array a group, one value a unit
     * @throws UnreachableTargetException if no numbers of units meet the reduction
     */
    public static KeptUnits rank(Network network, ConstraintConfig config, List<double[]> importances) {
        ConstraintResolver resolver = new ConstraintResolver(network, config);
        double wanted = resolver.wanted(config.effectiveReduction(), resolver.exact(config.effectiveReduction()));
        return new GlobalRanking(network, importances).keep(resolver.bound, Math.round(resolver.before * (1 - wanted)));
    }

    private Map<String, Integer> exact(Optional<BigDecimal> reduction) {
        return reduction.map(this::meeting).orElseGet(() -> counts(1));
    }

    private double wanted(Optional<BigDecimal> reduction, Map<String, Integer> exact) {
        return reduction.map(BigDecimal::doubleValue).orElseGet(() -> removed(exact));
    }

    private Map<String, Integer> meeting(BigDecimal reduction) {
        double wanted = reduction.doubleValue();
        double least = removed(counts(1));
        double most = removed(counts(0));
        if (wanted < least || wanted > most) {
            throw unreachable(reduction, least, most);
        }
        double narrow = 0;
        double wide = 1;
        while (wide - narrow > PRECISION) {
            double middle = (narrow + wide) / 2;
            if (removed(counts(middle)) >= wanted) {
                narrow = middle;
            } else {
                wide = middle;
            }
        }
        boolean wideIsNearer = wanted - removed(counts(wide)) < removed(counts(narrow)) - wanted;
        return counts(wideIsNearer ? wide : narrow);
    }

    private UnreachableTargetException unreachable(BigDecimal reduction, double least, double most) {
        String allowed = !groups.isEmpty() && bound.size() == groups.size()
                ? digits(least, RoundingMode.HALF_EVEN) + " for this network, since factors bind all its groups"
                : "in [" + digits(least, RoundingMode.CEILING) + ", " + digits(most, RoundingMode.FLOOR)
                        + "] for this network";
        return new UnreachableTargetException(
                "parameter_reduction must be " + allowed + ": " + reduction.toPlainString());
    }

    private Map<String, Integer> counts(double factor) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Group group : groups) {
            int units = (int) Math.max(1, Math.round(group.units() * factor));
            counts.put(group.name(), bound.getOrDefault(group.name(), units));
        }
        return counts;
    }

    private double removed(Map<String, Integer> counts) {
        return 1 - (double) network.withUnits(counts).layout().trainable() / before;
    }

    private static String digits(double fraction, RoundingMode mode) {
        return new BigDecimal(fraction, MathContext.DECIMAL64).setScale(4, mode).toPlainString();
    }
}

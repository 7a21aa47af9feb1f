package io.espalier.dl4j;

import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * What the layers of a DL4J configuration say about training. In a run the job says it: this names where they differ.
 *
 * <p>Dropout is none of it: it is part of the network.
 */
final class ConfiguredTraining {
    private final List<BaseLayer> layers;

    /** Of the layers that have parameters. */
    ConfiguredTraining(Collection<Layer> layers) {
        this.layers = layers.stream()
                .map(layer -> layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer)
                .filter(BaseLayer.class::isInstance)
                .map(BaseLayer.class::cast)
                .filter(layer -> layer.initializer().numParams(layer) > 0)
                .toList();
    }

    /** What of it says something else than the plan's updater, one phrase each. */
    List<String> otherThan(UpdaterPlan plan) {
        UpdateRule rule = UpdateRule.constant(plan);
        List<String> phrases = new ArrayList<>();
        Set<IUpdater> updaters = distinct(BaseLayer::getIUpdater);
        if (!updaters.equals(Set.of(rule.updater()))) {
            updaters.forEach(updater -> phrases.add(words(updater)));
        }
        if (!distinct(BaseLayer::getBiasUpdater).isEmpty()) {
            phrases.add("an updater of biases");
        }
        Set<String> penalties = penalties(BaseLayer::getRegularization);
        if (!penalties.equals(words(rule.regularization()))) {
            phrases.addAll(penalties.isEmpty() ? Set.of("no penalty on weights") : penalties);
        }
        penalties(BaseLayer::getRegularizationBias).forEach(penalty -> phrases.add(penalty + " on biases"));
        Set<GradientNormalization> normalizations = normalizations();
        if (!normalizations.equals(Set.of(rule.normalization()))) {
            normalizations.forEach(kind -> phrases.add("gradient normalization " + kind));
        }
        return phrases.stream().distinct().toList();
    }

    /** The learning rate of all layers together; empty where they differ or have none that is constant. */
    Optional<Double> learningRate() {
        Set<IUpdater> updaters = distinct(BaseLayer::getIUpdater);
        return Optional.of(updaters)
                .filter(all -> all.size() == 1)
                .map(all -> all.iterator().next())
                .filter(updater -> updater.hasLearningRate() && schedule(updater) == null)
                .map(updater -> updater.getLearningRate(0, 0));
    }

    /** Ways of drawing initial weights that are none of ours. */
    List<String> otherInitialWeights() {
        return distinct(BaseLayer::getWeightInitFn).stream()
                .filter(init -> !(init instanceof WeightInitXavier) && !(init instanceof WeightInitRelu))
                .map(init -> init.getClass().getSimpleName())
                .distinct()
                .toList();
    }

    /** DL4J would normalise running statistics with a batch normalisation: ours has none, whatever the plan says. */
    private Set<GradientNormalization> normalizations() {
        return layers.stream()
                .filter(layer -> !(layer instanceof BatchNormalization))
                .map(layer ->
                        Optional.ofNullable(layer.getGradientNormalization()).orElse(GradientNormalization.None))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<String> penalties(Function<BaseLayer, @Nullable List<Regularization>> of) {
        Set<String> all = new LinkedHashSet<>();
        for (BaseLayer layer : layers) {
            List<Regularization> penalties = of.apply(layer);
            if (penalties != null && !(layer instanceof BatchNormalization)) {
                all.addAll(words(penalties));
            }
        }
        return all;
    }

    private static Set<String> words(List<Regularization> penalties) {
        Set<String> words = new LinkedHashSet<>();
        for (Regularization penalty : penalties) {
            if (penalty instanceof L1Regularization l1) {
                words.add("l1 " + value(l1.getL1()));
            } else if (penalty instanceof L2Regularization l2) {
                words.add("l2 " + value(l2.getL2()));
            } else if (penalty instanceof WeightDecay decay) {
                words.add("weight decay " + value(decay.getCoeff()));
            } else {
                words.add(penalty.getClass().getSimpleName());
            }
        }
        return words;
    }

    private static String value(ISchedule schedule) {
        return String.valueOf(schedule.valueAt(0, 0));
    }

    private static String words(IUpdater updater) {
        String name = updater.getClass().getSimpleName();
        ISchedule schedule = schedule(updater);
        if (schedule != null) {
            return name + " with " + schedule.getClass().getSimpleName();
        }
        return updater.hasLearningRate() ? name + " at " + updater.getLearningRate(0, 0) : name;
    }

    private static @Nullable ISchedule schedule(IUpdater updater) {
        if (updater instanceof Adam adam) {
            return adam.getLearningRateSchedule();
        }
        if (updater instanceof Nesterovs nesterovs) {
            return nesterovs.getLearningRateSchedule();
        }
        if (updater instanceof Sgd sgd) {
            return sgd.getLearningRateSchedule();
        }
        if (updater instanceof RmsProp rmsProp) {
            return rmsProp.getLearningRateSchedule();
        }
        return updater instanceof AdaGrad adaGrad ? adaGrad.getLearningRateSchedule() : null;
    }

    private <T> Set<T> distinct(Function<BaseLayer, @Nullable T> of) {
        Set<T> values = new LinkedHashSet<>();
        for (BaseLayer layer : layers) {
            T value = of.apply(layer);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}

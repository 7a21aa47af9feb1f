package io.espalier.dl4j;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares a network's parameter layout with the one that DL4J made, before anything is copied between them. */
final class LayoutCheck {
    private LayoutCheck() {}

    /** A parameter array of DL4J. */
    private record Parameter(String layer, String name, INDArray values) {}

    /**
     * Throws unless DL4J has the same tensors at the same places. A variance may be kept as a logarithm.
     *
     * @param layers in any order: a ComputationGraph lists them in another one than its parameters
     */
    static void requireSame(ParameterLayout layout, Layer[] layers, INDArray parameters) {
        List<Parameter> actual = new ArrayList<>();
        for (Layer layer : layers) {
            layer.paramTable()
                    .forEach((name, values) ->
                            actual.add(new Parameter(layer.conf().getLayer().getLayerName(), name, values)));
        }
        actual.sort(Comparator.comparingLong(parameter -> parameter.values.offset()));
        if (actual.size() != layout.tensors().size() || parameters.length() != layout.length()) {
            throw new IllegalStateException("DL4J has " + actual.size() + " tensors of " + parameters.length()
                    + " values, the layout " + layout.tensors().size() + " of " + layout.length());
        }
        for (int i = 0; i < actual.size(); i++) {
            requireSame(layout.tensors().get(i), actual.get(i));
        }
    }

    private static void requireSame(Tensor tensor, Parameter parameter) {
        INDArray values = parameter.values;
        boolean logarithm = tensor.role() == Tensor.Role.VARIANCE
                && parameter.name.equals(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
        boolean same = tensor.layer().equals(parameter.layer)
                && (tensor.name().equals(parameter.name) || logarithm)
                && tensor.length() == values.length()
                && tensor.offset() == values.offset();
        if (!same) {
            throw new IllegalStateException("The layout has " + tensor.layer() + "/" + tensor.name() + " of "
                    + tensor.length() + " values at " + tensor.offset() + ", DL4J " + parameter.layer + "/"
                    + parameter.name
                    + " of " + values.length() + " at " + values.offset());
        }
    }
}

package io.espalier.dl4j;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares a network's parameter layout with the one that DL4J made, before anything is copied between them. */
final class LayoutCheck {
    private LayoutCheck() {}

    /** Throws unless DL4J has the same tensors, in the same order, of the same lengths. A variance may be kept as a logarithm. */
    static void requireSame(ParameterLayout layout, Layer[] layers, INDArray parameters) {
        int tensor = 0;
        for (Layer layer : layers) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                String name = layer.conf().getLayer().getLayerName();
                if (tensor == layout.tensors().size()) {
                    throw new IllegalStateException("DL4J has a tensor more than the layout: " + name + "/" + parameter.getKey());
                }
                requireSame(layout.tensors().get(tensor), name, parameter.getKey(), parameter.getValue());
                tensor++;
            }
        }
        if (tensor != layout.tensors().size() || parameters.length() != layout.length()) {
            throw new IllegalStateException("DL4J has " + tensor + " tensors of " + parameters.length() + " values, the layout "
                    + layout.tensors().size() + " of " + layout.length());
        }
    }

    private static void requireSame(Tensor tensor, String layer, String name, INDArray values) {
        boolean logarithm = tensor.role() == Tensor.Role.VARIANCE && name.equals(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
        boolean same = tensor.layer().equals(layer)
                && (tensor.name().equals(name) || logarithm)
                && tensor.length() == values.length()
                && tensor.offset() == values.offset();
        if (!same) {
            throw new IllegalStateException("The layout has " + tensor.layer() + "/" + tensor.name() + " of " + tensor.length()
                    + " values at " + tensor.offset() + ", DL4J " + layer + "/" + name + " of " + values.length() + " at "
                    + values.offset());
        }
    }
}

package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.trainer.Batch;
import java.io.Serializable;
import org.nd4j.linalg.dataset.DataSet;

/** Makes DL4J's data sets of batches, each in memory of its own. Travels. */
public final class BatchDataSets implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Network network;

    /** Data sets as a network takes them. */
    public BatchDataSets(Network network) {
        this.network = network;
    }

    /** The rows of a batch: features, and labels one-hot or as given. Refuses weights of rows and masks of outputs. */
    public DataSet of(Batch batch) {
        if (batch.hasWeights() || batch.hasOutputMask()) {
            throw new IllegalArgumentException("A data set takes no weights of rows and no mask of outputs");
        }
        BatchArrays arrays = new BatchArrays(network, batch.rows());
        arrays.requireExamples(batch);
        BatchArrays.Rows rows = arrays.fill(batch, 0, batch.rows());
        return new DataSet(rows.features(), rows.labels());
    }
}

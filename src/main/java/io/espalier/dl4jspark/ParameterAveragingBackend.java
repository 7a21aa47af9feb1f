package io.espalier.dl4jspark;

import io.espalier.dl4j.BatchDataSets;
import io.espalier.dl4j.RoundModel;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.SparkBackend;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.RoundOutcome;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.TrainingBackend;
import io.espalier.trainer.WorkerFiles;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A backend whose rounds are trained by dl4j-spark's {@link ParameterAveragingTrainingMaster}; all else is done by the backend on Spark.
 *
 * <p>One round is one {@code fit} of the master, on a data set that has for each worker one partition with as many batches as it makes
 * steps between two averagings. The master averages weights and moments, each worker counting the same. Its sums are in the order in
 * which results arrive: with more than two workers the last bits may differ from run to run.
 */
public final class ParameterAveragingBackend implements TrainingBackend {
    private final TrainingPlan plan;
    private final SparkBackend backend;

    /** A backend that trains in another way than the given one, which the caller closes. */
    public ParameterAveragingBackend(TrainingPlan plan, SparkBackend backend) {
        this.plan = plan;
        this.backend = backend;
    }

    @Override
    public RoundOutcome train(RoundTask task) {
        ModelState start = task.model();
        int batch = plan.training().batch();
        BatchDataSets dataSets = new BatchDataSets(start.network());
        StepHook hook = new StepHook(backend.context(), start.updates());
        try (RoundModel model = RoundModel.of(start, plan.training().updater(), task.learningRates())) {
            backend.withBatches(task, dataSets::of, batches -> fit(model.model(), batches, task.steps(), hook));
            long examples = (long) task.steps() * batch;
            return RoundOutcome.averaged(
                    task,
                    model.state(start.updates() + task.steps()),
                    backend.trainRows(),
                    examples,
                    hook.loss(),
                    hook.seconds() / plan.training().workers());
        }
    }

    /** The batches are kept while the master trains: it counts them first, and would have them made twice. */
    private Model fit(Model model, JavaRDD<DataSet> batches, int steps, StepHook hook) {
        batches.persist(StorageLevel.MEMORY_AND_DISK_SER());
        try {
            ParameterAveragingTrainingMaster master = master(steps, hook);
            if (model instanceof ComputationGraph graph) {
                return new SparkComputationGraph(backend.context(), graph, master).fit(batches);
            }
            return new SparkDl4jMultiLayer(backend.context(), (MultiLayerNetwork) model, master).fit(batches);
        } finally {
            batches.unpersist(false);
        }
    }

    private ParameterAveragingTrainingMaster master(int steps, StepHook hook) {
        int batch = plan.training().batch();
        return new ParameterAveragingTrainingMaster.Builder(plan.training().workers(), batch)
                .batchSizePerWorker(batch)
                .averagingFrequency(steps)
                .saveUpdater(true)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                // The partitions are the workers' already.
                .repartionData(Repartition.Never)
                .storageLevel(null)
                .trainingHooks(hook)
                .build();
    }

    @Override
    public DataSummary data() {
        return backend.data();
    }

    @Override
    public List<String> saveStates(int round, String directory) {
        return backend.saveStates(round, directory);
    }

    @Override
    public void useStates(int round, WorkerFiles files) {
        backend.useStates(round, files);
    }

    @Override
    public Quality evaluate(Part part, Network network, float[] parameters) {
        return backend.evaluate(part, network, parameters);
    }

    @Override
    public OrderStatistics score(Network network, List<float[]> snapshots) {
        return backend.score(network, snapshots);
    }

    @Override
    public OrderStatistics readScores() {
        return backend.readScores();
    }

    @Override
    public void writeSelection(Selection selection) {
        backend.writeSelection(selection);
    }

    @Override
    public List<double[]> taylorImportance(Network network, float[] parameters, int batches) {
        return backend.taylorImportance(network, parameters, batches);
    }

    /** Holds nothing of its own. */
    @Override
    public void close() {}
}

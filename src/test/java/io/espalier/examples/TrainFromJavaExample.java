package io.espalier.examples;

import io.espalier.api.Classifier;
import io.espalier.api.Espalier;
import io.espalier.api.RunListener;
import io.espalier.api.ScoringOptions;
import io.espalier.api.ScoringResult;
import io.espalier.api.TrainingOptions;
import io.espalier.api.TrainingResult;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A Java program that trains, uses what it trained, stops, and goes on: the code of docs/java-api.md. */
final class TrainFromJavaExample {
    private TrainFromJavaExample() {}

    /** Trains a job file; tells which digit is in an image. */
    static String trainAndRecognise(Path job, Path runs, float[] pixels) {
        TrainingResult result = Espalier.train(Espalier.plan(job), runs, TrainingOptions.defaults());
        try (Classifier classifier = Espalier.load(result.directory())) {
            return classifier.classify(pixels);
        }
    }

    /** Trains a small job in an embedded Spark; tells of each round. */
    static TrainingResult train(Path runs) {
        TrainingPlan plan = Espalier.parsePlan(
                """
                name: small
                data: {source: digits}
                network: {kind: mlp, hidden: [32, 32]}
                training: {budget: {epochs: 8}, steps_per_round: 10, updater: {learning_rate: 0.01}}
                constraint: {parameter_reduction: 0.5}
                """,
                "training.seed=2");
        TrainingOptions options = TrainingOptions.defaults().listener(new RunListener() {
            @Override
            public void roundEnded(RoundRecord round) {
                System.out.printf("round %d: loss %.4f%n", round.round(), round.loss());
            }
        });
        return Espalier.train(plan, runs, options);
    }

    /** The digit that a trained network sees in an image. */
    static String recognise(Path run, float[] pixels) {
        try (Classifier classifier = Espalier.load(run)) {
            return classifier.classify(pixels);
        }
    }

    /** Scores the training examples of a job file by two networks; the number of examples. */
    static long score(Path job, Path scores) {
        ScoringOptions two = ScoringOptions.defaults().replicas(2);
        ScoringResult scored = Espalier.score(Espalier.plan(job), scores, two, TrainingOptions.defaults());
        return scored.lineage().orElseThrow().examples();
    }

    /** Trains a job file in a running Spark until it is time to stop, and goes on later. */
    static TrainingResult trainInTwoSittings(Path job, Path runs, SparkSession session) {
        long deadline = System.nanoTime() + 1_000_000_000L;
        TrainingOptions options = TrainingOptions.defaults().spark(session);
        TrainingResult first =
                Espalier.train(Espalier.plan(job), runs, options.stopWhen(() -> System.nanoTime() > deadline));
        return first.completed() ? first : Espalier.resume(first.directory(), options);
    }
}

package io.espalier.trainer;

/** Training lost its way: the loss or a weight is NaN or infinite. The run's last checkpoint is from before. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A run that diverged in a round. */
    public DivergedException(int round, double loss, String lastGood) {
        super("Training diverged in round " + round + " (loss " + loss + "); the last good state is " + lastGood
                + ". Lower training.updater.learning_rate or raise warmup_fraction");
    }
}

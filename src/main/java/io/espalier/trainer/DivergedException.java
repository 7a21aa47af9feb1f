package io.espalier.trainer;

/** Training lost its way: the loss or a weight is NaN or infinite. The run's last checkpoint is from before. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int round;

    /** A run that diverged in a round with a loss. */
    public DivergedException(int round, double loss) {
        super("Training diverged in round " + round + " (loss " + loss + ")");
        this.round = round;
    }

    /** The round in which the loss or a weight became NaN or infinite. */
    public int round() {
        return round;
    }
}

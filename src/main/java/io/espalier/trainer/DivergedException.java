package io.espalier.trainer;

import java.util.Optional;

/** Training lost its way: the loss or a weight is NaN or infinite. The run's last checkpoint is from before. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int round;

    /** A run that diverged in a round with a loss. */
    public DivergedException(int round, double loss) {
        super("Training diverged in round " + round + " (loss " + loss + ")");
        this.round = round;
    }

    private DivergedException(DivergedException cause, String lastGood) {
        super(cause.getMessage() + "; " + lastGood, cause);
        this.round = cause.round;
    }

    /** The same, with the name of the last checkpoint; empty: there is none yet. */
    public DivergedException after(Optional<String> checkpoint) {
        return new DivergedException(
                this, checkpoint.map(name -> "last good checkpoint: " + name).orElse("before the first checkpoint"));
    }

    /** The round in which the loss or a weight became NaN or infinite. */
    public int round() {
        return round;
    }
}

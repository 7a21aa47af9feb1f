package io.espalier.spark.task;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a standing task says to the driver: that it has done its work, and wants more. It and the answers are nothing but bytes, because
 * Spark's messages do not find the classes of an application.
 */
public final class Message {
    private static final byte[] NOTHING = {};

    private final int company;
    private final int member;
    private final byte[] outcome;

    private Message(int company, int member, byte[] outcome) {
        this.company = company;
        this.member = member;
        this.outcome = outcome;
    }

    /** The message in bytes. */
    static byte[][] of(int company, int member, Optional<Delivery> outcome) {
        return new byte[][] {
            ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(company)
                    .putInt(member)
                    .array(),
            outcome.map(Delivery::note).orElse(NOTHING)
        };
    }

    /** The message that bytes are. */
    public static Message read(byte[][] bytes) {
        ByteBuffer numbers = ByteBuffer.wrap(bytes[0]);
        return new Message(numbers.getInt(), numbers.getInt(), bytes[1]);
    }

    /** Number of the company of standing tasks that it comes from. */
    public int company() {
        return company;
    }

    /** Which standing task of its company it comes from, from 0. */
    public int member() {
        return member;
    }

    /** The outcome of the work that it has done, which may still be under way; empty before the first. */
    public Optional<CompletableFuture<Packed>> outcome() {
        return received(outcome);
    }

    private static Optional<CompletableFuture<Packed>> received(byte[] note) {
        return note.length == 0 ? Optional.empty() : Optional.of(Delivery.received(note));
    }

    /**
     * Tells a standing task to work on a piece.
     *
     * @param task that it is to do; empty for the one that it has from the work before
     */
    public static byte[][] work(Placed piece, Optional<Delivery> task) {
        try (Delivery small = Delivery.of(piece)) {
            return new byte[][] {small.note(), task.map(Delivery::note).orElse(NOTHING)};
        }
    }

    /** The piece that work is on. */
    static Placed piece(byte[][] work) {
        return (Placed) Delivery.received(work[0]).join().value();
    }

    /** The task that comes with work, which may still be under way; empty for the one of the work before. */
    static Optional<CompletableFuture<Packed>> task(byte[][] work) {
        return received(work[1]);
    }

    /** Tells a standing task to end. */
    public static byte[][] end() {
        return new byte[0][];
    }

    /** Whether an answer tells a standing task to end. */
    static boolean isEnd(byte[][] answer) {
        return answer.length == 0;
    }
}

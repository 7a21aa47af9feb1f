package io.espalier;

/**
 * A mistake of the person who started the command: a file, key, flag or value that can't be used.
 *
 * <p>The message is one line that says what is wrong, where (file, row, key) and what is allowed. The command line prints it
 * without a stack trace and exits with {@value #EXIT_CODE}; no other exception is presented this way.
 */
public final class UserException extends RuntimeException {
    /** Exit code of a command that ended with this exception. */
    public static final int EXIT_CODE = 2;

    private static final long serialVersionUID = 1L;

    /** A mistake described by one line. */
    public UserException(String message) {
        super(oneLine(message));
    }

    /** A mistake described by one line, with the exception that revealed it. */
    public UserException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}

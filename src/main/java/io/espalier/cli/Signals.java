package io.espalier.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Handlers of operating-system signals, by sun.misc.Signal: Java has no other way, and javac's warning about that class can't be
 * silenced, so it is reached by reflection. Where the class is missing, signals keep their default effect.
 */
final class Signals {
    private Signals() {}

    /** A handler that is in force until closed. */
    interface Handling extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Handles a signal from now on.
     *
     * @param name without SIG: TERM, INT, HUP
     * @param handler gets the signal's number, in a thread of its own
     */
    static Handling handle(String name, IntConsumer handler) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            Method number = signalType.getMethod("getNumber");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.accept((int) number.invoke(arguments[0]));
                            return null;
                        }
                        return method.getName().equals("equals") ? self == arguments[0] : System.identityHashCode(self);
                    });
            Object previous = handle.invoke(null, signal, proxy);
            return () -> restore(handle, signal, previous);
        } catch (ReflectiveOperationException e) {
            return () -> {};
        }
    }

    private static void restore(Method handle, Object signal, Object previous) {
        try {
            handle.invoke(null, signal, previous);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A signal handler that was taken could not be given back", e);
        }
    }
}

package dev.loop.broker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * All threads of one run of a broker. Kafka ends the whole process on a fatal fault ({@link Exit#halt}), from whichever
 * of its threads finds it; a thread inherits the group of the one that made it, so the group tells whose fault it was,
 * and the fault ends that run of the broker alone.
 */
final class BrokerThreads extends ThreadGroup {

    private static final AtomicBoolean EXITS_TAKEN_OVER = new AtomicBoolean();

    private final Consumer<BrokerFault> onFault;

    BrokerThreads(String name, Consumer<BrokerFault> onFault) {
        super(name);
        this.onFault = onFault;
        takeOverExits();
    }

    void fault(BrokerFault fault) {
        onFault.accept(fault);
    }

    /** Runs in a thread of this group and waits for it. */
    void run(ThrowingAction action) throws Throwable {
        Throwable[] failure = new Throwable[1];
        Thread thread = new Thread(
                this,
                () -> {
                    try {
                        action.run();
                    } catch (Throwable e) {
                        failure[0] = e;
                    }
                },
                getName() + "-start");
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    interface ThrowingAction {
        void run() throws Throwable;
    }

    /**
     * Takes over the exit procedures of the process. They stay; outside of a broker's threads they do what Kafka's own
     * do.
     */
    private static void takeOverExits() {
        if (EXITS_TAKEN_OVER.compareAndSet(false, true)) {
            Exit.setExitProcedure((status, message) -> ended(status, message, () -> System.exit(status)));
            Exit.setHaltProcedure((status, message) ->
                    ended(status, message, () -> Runtime.getRuntime().halt(status)));
        }
    }

    private static void ended(int status, @Nullable String message, Runnable otherwise) {
        for (ThreadGroup group = Thread.currentThread().getThreadGroup(); group != null; group = group.getParent()) {
            if (group instanceof BrokerThreads threads) {
                String what = message == null ? "the broker ended itself with status " + status : message;
                threads.fault(new BrokerFault(what, null));
                // The caller relies on this not returning.
                throw new Ended(what);
            }
        }
        otherwise.run();
    }

    /** Ends the thread that asked for the process to end. */
    private static final class Ended extends Error {
        private Ended(String message) {
            super(message, null, false, false);
        }
    }
}

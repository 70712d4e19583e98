package dev.loop.bi;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts failed tasks. Sinks survive a database that is away for a minute or two by themselves; a task that has given
 * up is dead for Kafka Connect until somebody restarts it. It then goes on from its last commit.
 */
final class TaskKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskKeeper.class);
    private static final long EVERY_SECONDS = 10;

    private final EmbeddedConnect connect;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "sink-tasks");
        thread.setDaemon(true);
        return thread;
    });

    TaskKeeper(EmbeddedConnect connect) {
        this.connect = connect;
        clock.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            for (String connector : connect.connectors()) {
                connect.tasks(connector).values().stream()
                        .filter(task -> task.state().equals("FAILED"))
                        .forEach(task -> {
                            LOG.warn(
                                    "Starting task {} of {} anew after: {}",
                                    task.id(),
                                    connector,
                                    firstLine(task.trace()));
                            connect.restart(connector, task.id());
                        });
            }
        } catch (RuntimeException e) {
            LOG.warn("A failed sink could not be started anew; it is tried again", e);
        }
    }

    private static String firstLine(String trace) {
        return String.valueOf(trace).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

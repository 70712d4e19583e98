package dev.loop.process;

import dev.loop.broker.WriteGate;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.avro.FeedbackCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A log that refuses commands while the disk has too little room or our own broker is down, and resumes by itself. */
final class GuardedCommandLog implements CommandLog {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final CommandLog log;
    private final WriteGate gate;

    GuardedCommandLog(CommandLog log, WriteGate gate) {
        this.log = log;
        this.gate = gate;
    }

    @Override
    public CompletableFuture<Place> append(FeedbackCommand command) {
        return through(gate, () -> log.append(command));
    }

    /** Writes if the gate lets anything through. */
    static CompletableFuture<Place> through(WriteGate gate, Supplier<CompletableFuture<Place>> write) {
        Optional<String> refusal = gate.refusal();
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(new LogUnavailableException(refusal.get(), RETRY_AFTER))
                : write.get();
    }
}

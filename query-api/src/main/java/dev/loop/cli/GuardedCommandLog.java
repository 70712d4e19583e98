package dev.loop.cli;

import dev.loop.api.command.CommandLog;
import dev.loop.api.command.LogUnavailableException;
import dev.loop.api.command.Place;
import dev.loop.broker.DiskGuard;
import dev.loop.schemas.avro.FeedbackCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes nothing in while the disk has too little room, and goes on by itself once it has. */
final class GuardedCommandLog implements CommandLog {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final CommandLog log;
    private final DiskGuard disk;

    GuardedCommandLog(CommandLog log, DiskGuard disk) {
        this.log = log;
        this.disk = disk;
    }

    @Override
    public CompletableFuture<Place> append(FeedbackCommand command) {
        Optional<String> refusal = disk.refusal();
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(new LogUnavailableException(refusal.get(), RETRY_AFTER))
                : log.append(command);
    }
}

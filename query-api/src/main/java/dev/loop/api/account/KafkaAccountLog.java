package dev.loop.api.account;

import dev.loop.connectors.log.GuardedProducer;
import dev.loop.connectors.log.UnreadableRecord;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serializer;

/** The topic {@code accounts}, keyed {@code project/id}. */
public final class KafkaAccountLog implements AccountLog, AutoCloseable {

    private final GuardedProducer<Account> producer;
    private final Function<String, Optional<UnreadableRecord>> unreadable;

    /** @param unreadable finds by key a record that must not be written over */
    public KafkaAccountLog(
            Map<String, ?> connection,
            Serializer<Account> serializer,
            Function<String, Optional<UnreadableRecord>> unreadable) {
        this.unreadable = unreadable;
        this.producer = GuardedProducer.open(connection, Topics.ACCOUNTS, serializer);
    }

    @Override
    public CompletableFuture<?> put(Account account) {
        String key = account.getProject() + "/" + account.getId();
        return unreadable
                .apply(key)
                .<CompletableFuture<?>>map(record -> CompletableFuture.failedFuture(record.refusal()))
                .orElseGet(() -> producer.send(key, account));
    }

    @Override
    public void close() {
        producer.close();
    }
}

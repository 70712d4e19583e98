package dev.loop.api.account;

import dev.loop.api.command.GuardedProducer;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.Serializer;

/** The topic {@code accounts}, keyed {@code project/id}. */
public final class KafkaAccountLog implements AccountLog, AutoCloseable {

    private final GuardedProducer<Account> producer;

    public KafkaAccountLog(Map<String, ?> connection, Serializer<Account> serializer) {
        this.producer = GuardedProducer.open(connection, Topics.ACCOUNTS, serializer);
    }

    @Override
    public CompletableFuture<?> put(Account account) {
        return producer.send(account.getProject() + "/" + account.getId(), account);
    }

    @Override
    public void close() {
        producer.close();
    }
}

package dev.loop.broker;

import org.jspecify.annotations.Nullable;

/** Kafka cannot be used, for a reason that the operator can remove: the message gives the remedy, without jargon. */
public final class BrokerException extends RuntimeException {

    public BrokerException(String messageWithRemedy) {
        super(messageWithRemedy);
    }

    public BrokerException(String messageWithRemedy, @Nullable Throwable cause) {
        super(messageWithRemedy, cause);
    }
}

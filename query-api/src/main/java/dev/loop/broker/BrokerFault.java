package dev.loop.broker;

import org.jspecify.annotations.Nullable;

/** The reason why an embedded broker stopped by itself. */
public record BrokerFault(String what, @Nullable Throwable cause) {

    @Override
    public String toString() {
        return cause == null ? what : what + ": " + cause;
    }
}

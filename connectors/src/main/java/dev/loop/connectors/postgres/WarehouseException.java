package dev.loop.connectors.postgres;

/** The tables cannot be used. The message says why and what to do. */
public final class WarehouseException extends RuntimeException {
    public WarehouseException(String message) {
        super(message);
    }

    public WarehouseException(String message, Throwable cause) {
        super(message, cause);
    }
}

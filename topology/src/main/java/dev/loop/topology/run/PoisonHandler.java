package dev.loop.topology.run;

import dev.loop.schemas.wire.RegistryUnavailableException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips records of a control topic that nobody can read, with a warning, since they change nothing. (Commands are read
 * by the ledger itself, see {@code CommandReader}.) An unreachable registry is no fault of the record: the thread ends
 * and the record is read again.
 */
public final class PoisonHandler implements DeserializationExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(PoisonHandler.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return Response.fail();
            }
        }
        LOG.warn(
                "Passed over a record that cannot be read: {} partition {} offset {}: {}",
                context.topic(),
                context.partition(),
                context.offset(),
                exception.getMessage());
        return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}

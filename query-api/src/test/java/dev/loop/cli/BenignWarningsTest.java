package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.utils.LogContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BenignWarningsTest {

    private static final String PRODUCER = "org.apache.kafka.clients.producer.internals.Sender";
    private static final String TRIES_AGAIN =
            "[Producer clientId=x] Got error produce response with correlation id {} on topic-partition {}, retrying ({}"
                    + " attempts left). Error: {}";

    private final BenignWarnings filter = new BenignWarnings();

    @Test
    void shouldBeSilent_whenATransactionMeetsTheMarkersOfTheOneBefore() {
        assertThat(decide(PRODUCER, Level.WARN, TRIES_AGAIN, "CONCURRENT_TRANSACTIONS"))
                .isEqualTo(FilterReply.DENY);
    }

    /** Kafka's own loggers put the values into the text before they hand it on. */
    @Test
    void shouldBeSilentOfThatAlone_whenItComesByALoggerOfKafka() {
        Logger logger = (Logger) LoggerFactory.getLogger(PRODUCER);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        logger.addAppender(told);
        logger.getLoggerContext().addTurboFilter(filter);
        try {
            org.slf4j.Logger kafkas = new LogContext("[Producer clientId=x] ").logger(PRODUCER);
            kafkas.warn(TRIES_AGAIN, 17, "feedback-0", 9, "CONCURRENT_TRANSACTIONS");
            kafkas.warn(TRIES_AGAIN, 18, "feedback-0", 9, "NOT_ENOUGH_REPLICAS");
        } finally {
            logger.getLoggerContext().getTurboFilterList().remove(filter);
            logger.detachAppender(told);
        }
        assertThat(told.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).endsWith("Error: NOT_ENOUGH_REPLICAS"));
    }

    @Test
    void shouldTell_whenAnythingElseIsTriedAgain() {
        assertThat(decide(PRODUCER, Level.WARN, TRIES_AGAIN, "NOT_ENOUGH_REPLICAS"))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(PRODUCER, Level.ERROR, TRIES_AGAIN, "CONCURRENT_TRANSACTIONS"))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("dev.loop.Any", Level.WARN, TRIES_AGAIN, "CONCURRENT_TRANSACTIONS"))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldBeSilentOfATimeThatWasToCome_whenItIsPastByNow() {
        assertThat(ofSegment(System.currentTimeMillis())).isEqualTo(FilterReply.DENY);
        assertThat(ofSegment(System.currentTimeMillis() + 60_000)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldBeSilent_whenAControllerIsAskedAMomentTooEarly() {
        assertThat(ofController(new CompletionException(new NotControllerException("not yet"))))
                .isEqualTo(FilterReply.DENY);
        assertThat(ofController(new CompletionException(new IllegalStateException())))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void shouldBeSilentOfOneLoggerAlone_whenItsWarningIsBenign() {
        String directory = "Using an OS temp directory in the state.dir property can cause failures";
        assertThat(plain("org.apache.kafka.streams.processor.internals.StateDirectory", directory))
                .isEqualTo(FilterReply.DENY);
        assertThat(plain(
                        "org.apache.kafka.streams.processor.internals.StandbyTask",
                        "standby-task [4_1] Unable to acquire lock while closing the state store for STANDBY task 4_1"))
                .isEqualTo(FilterReply.DENY);
        assertThat(plain("org.apache.kafka.streams.processor.internals.StateDirectory", "Failed to delete"))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(plain("org.apache.kafka.streams.KafkaStreams", directory)).isEqualTo(FilterReply.NEUTRAL);
    }

    private FilterReply plain(String logger, String message) {
        return filter.decide(null, (Logger) LoggerFactory.getLogger(logger), Level.WARN, message, null, null);
    }

    private FilterReply ofController(Throwable failure) {
        Logger logger = (Logger) LoggerFactory.getLogger("kafka.server.ControllerApis");
        return filter.decide(null, logger, Level.ERROR, "Unexpected error handling request", null, failure);
    }

    private FilterReply ofSegment(long largestTime) {
        return filter.decide(
                null,
                (Logger) LoggerFactory.getLogger("LogFutureTimestampLogger"),
                Level.WARN,
                "{} contains future timestamp(s), making it ineligible to be deleted",
                new Object[] {"LogSegment(baseOffset=0, size=8, largestRecordTimestamp=" + largestTime + ")"},
                null);
    }

    private FilterReply decide(String logger, Level level, String format, String error) {
        return filter.decide(
                null,
                (Logger) LoggerFactory.getLogger(logger),
                level,
                format,
                new Object[] {17, "feedback-0", Integer.MAX_VALUE, error},
                null);
    }
}

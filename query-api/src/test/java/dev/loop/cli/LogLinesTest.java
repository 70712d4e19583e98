package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Input from callers neither fills lines of the log nor makes many. */
class LogLinesTest {

    private static final String HOST = "[" + "x".repeat(24_000);

    private final LoggerContext context = new LoggerContext();
    private final AtomicLong nanos = new AtomicLong();
    private final RepeatedWarnings repeated = new RepeatedWarnings(nanos::get);

    @Test
    void shouldCutALine_whenACallerSentMostOfIt() throws IOException {
        String lines = layout("{}", new IOException(HOST), HOST);
        assertThat(lines)
                .hasSizeBetween(900, 1_050)
                .contains("java.io.IOException")
                .endsWith("\n");
        assertThat(lines.strip()).doesNotContain("\n");
        assertThat(layout("said {}", null, "little")).endsWith("said little\n");
    }

    @Test
    void shouldTellNoCard_whenALibraryRepeatsWhatWasSent() throws IOException {
        assertThat(layout("Bad header {}", new IOException("card 4111 1111 1111 1111"), "4111111111111111"))
                .contains("Bad header [card …1111]", "card [card …1111]")
                .doesNotContain("4111");
    }

    /** Returns a line as the program's own settings lay it out. */
    private String layout(String message, @Nullable IOException failure, Object argument) throws IOException {
        var settings = new JoranConfigurator();
        settings.setContext(context);
        try {
            settings.doConfigure(getClass().getResource("/logback.xml"));
        } catch (JoranException e) {
            throw new IOException(e);
        }
        var appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        return ((PatternLayoutEncoder) appender.getEncoder())
                .getLayout()
                .doLayout(new LoggingEvent(
                        "", context.getLogger("a.b"), Level.WARN, message, failure, new Object[] {argument}));
    }

    private boolean told(String logger, Level level, String format) {
        return repeated.decide(null, context.getLogger(logger), level, format, new Object[] {"x"}, null)
                != FilterReply.DENY;
    }

    @Test
    void shouldTellAFewAMinute_whenCallersMakeTheServerWarnAgainAndAgain() {
        int told = 0;
        for (int i = 0; i < 1_000; i++) {
            told += told("org.eclipse.jetty.util.HostPort", Level.WARN, "Bad Authority: [{}]") ? 1 : 0;
        }
        assertThat(told).isEqualTo(5);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(told("org.eclipse.jetty.util.HostPort", Level.WARN, "Bad Authority: [{}]"))
                .isTrue();
    }

    @Test
    void shouldTellAll_whenItIsAFailureOfOurs() {
        for (int i = 0; i < 100; i++) {
            assertThat(told("dev.loop.api.http.ProblemWriter", Level.ERROR, "{} {} failed, request {}"))
                    .isTrue();
            assertThat(told("dev.loop.process.Any", Level.WARN, "the same")).isTrue();
        }
    }
}

package dev.loop.process;

import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.http.Problem;
import dev.loop.connectors.analyst.Analyst;
import dev.loop.connectors.analyst.AnalystSettings;
import dev.loop.connectors.analyst.EncoderDownException;
import dev.loop.connectors.analyst.EncoderProgram;
import dev.loop.connectors.analyst.LexiconNumbers;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.process.ProcessReadiness.Check;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * {@link Role#ANALYST}: judges, in a process of its own beside this one, items whose sentiment nobody said.
 *
 * @param analyst present where this process has the role and was asked for it
 */
record AnalystPart(Optional<Analyst> analyst) {

    /** The time that the encoder takes to load its model. */
    private static final Duration ENCODER_STARTS = Duration.ofSeconds(2);

    static AnalystPart start(UpOptions options, Infrastructure infrastructure) {
        return new AnalystPart(options.analyst()
                .filter(wanted -> options.has(Role.ANALYST))
                .map(wanted -> infrastructure.closer().register(started(wanted, options, infrastructure))));
    }

    private static Analyst started(AnalystOptions wanted, UpOptions options, Infrastructure infrastructure) {
        EncoderProgram program = EncoderProgram.ofSystem();
        try {
            return Analyst.start(
                    new AnalystSettings(
                            infrastructure.kafka().clientSettings(),
                            wanted.languages(),
                            options.data().resolve("analyst")),
                    program,
                    SentimentModel.prior(),
                    new LexiconNumbers(),
                    infrastructure.registry(),
                    infrastructure.meters(),
                    infrastructure.clock());
        } catch (IllegalStateException notThere) {
            throw new StartException(String.valueOf(notThere.getMessage()), notThere);
        }
    }

    /** Returns what reads the texts that are searched for. */
    TextMeaning meanings() {
        return analyst.<TextMeaning>map(one -> text -> meaning(one, text)).orElse(TextMeaning.NONE);
    }

    private static Optional<ByteBuffer> meaning(Analyst analyst, String text) {
        try {
            return analyst.meaning(text);
        } catch (EncoderDownException notNow) {
            throw Problem.NOT_READY.because(notNow).retryAfter(ENCODER_STARTS);
        }
    }

    /** Adds the check of the encoder. Items that wait for it have the rules' label, so that requests still come. */
    void addTo(ProcessReadiness readiness) {
        analyst.ifPresent(one -> readiness.tells(
                "analyst",
                () -> Check.of(one.healthy(), "cannot read, or its encoder does not answer; the log says why")));
    }
}

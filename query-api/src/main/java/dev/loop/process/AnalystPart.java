package dev.loop.process;

import dev.loop.connectors.analyst.Analyst;
import dev.loop.connectors.analyst.AnalystSettings;
import dev.loop.connectors.analyst.EncoderProgram;
import dev.loop.connectors.analyst.LexiconNumbers;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.process.ProcessReadiness.Check;
import java.util.Optional;

/**
 * {@link Role#ANALYST}: judges, in a process of its own beside this one, items whose sentiment nobody said.
 *
 * @param analyst present where this process has the role and was asked for it
 */
record AnalystPart(Optional<Analyst> analyst) {

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

    /** Adds the check of the encoder. Items that wait for it have the rules' label, so that requests still come. */
    void addTo(ProcessReadiness readiness) {
        analyst.ifPresent(one -> readiness.tells(
                "analyst",
                () -> Check.of(one.healthy(), "cannot read, or its encoder does not answer; the log says why")));
    }
}

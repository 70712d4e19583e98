package dev.loop.process;

import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.http.Problem;
import dev.loop.connectors.analyst.Analyst;
import dev.loop.connectors.analyst.AnalystSettings;
import dev.loop.connectors.analyst.EncoderDownException;
import dev.loop.connectors.analyst.EncoderProgram;
import dev.loop.connectors.analyst.LexiconNumbers;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.learn.Trainer;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.process.ProcessReadiness.Check;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ModelEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * {@link Role#ANALYST}: judges items whose sentiment nobody said, in a process of its own beside this one, and learns from
 * what people say of them.
 *
 * @param analyst present where this process has the role and was asked for it, as is the trainer
 */
record AnalystPart(Optional<Analyst> analyst, Optional<Trainer> trainer) {

    /** The time that the encoder takes to load its model. */
    private static final Duration ENCODER_STARTS = Duration.ofSeconds(2);

    static AnalystPart start(UpOptions options, Infrastructure infrastructure) {
        Optional<AnalystOptions> wanted = options.analyst().filter(analyst -> options.has(Role.ANALYST));
        if (wanted.isEmpty()) {
            return new AnalystPart(Optional.empty(), Optional.empty());
        }
        KafkaControlTable<ModelEntry> table = infrastructure.table(Topics.MODELS);
        Infrastructure.awaitReady(table, Topics.MODELS);
        ModelBook book = new ModelBook(table, SentimentModel.prior());
        Closer closer = infrastructure.closer();
        Analyst analyst = closer.register(started(wanted.get(), options, infrastructure, book));
        Trainer trainer = closer.register(Trainer.start(
                infrastructure.kafka().clientSettings(), book, infrastructure.registry(), infrastructure.clock()));
        return new AnalystPart(Optional.of(analyst), Optional.of(trainer));
    }

    private static Analyst started(
            AnalystOptions wanted, UpOptions options, Infrastructure infrastructure, ModelBook book) {
        EncoderProgram program = EncoderProgram.ofSystem();
        try {
            return Analyst.start(
                    new AnalystSettings(
                            infrastructure.kafka().clientSettings(),
                            wanted.languages(),
                            options.data().resolve("analyst")),
                    program,
                    book::judge,
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

    /** Adds the checks. Items that wait for it have the rules' label, so that requests still come. */
    void addTo(ProcessReadiness readiness) {
        analyst.ifPresent(one -> readiness.tells(
                "analyst",
                () -> Check.of(one.healthy(), "cannot read, or its encoder does not answer; the log says why")));
        trainer.ifPresent(one ->
                readiness.tells("trainer", () -> Check.of(one.healthy(), "cannot read labels; the log says why")));
    }
}

package dev.loop.process;

import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.http.Problem;
import dev.loop.api.model.AnalystStatus;
import dev.loop.connectors.analyst.Analyst;
import dev.loop.connectors.analyst.AnalystSettings;
import dev.loop.connectors.analyst.EncoderDownException;
import dev.loop.connectors.analyst.EncoderProgram;
import dev.loop.connectors.analyst.LexiconNumbers;
import dev.loop.connectors.analyst.LlmJudge;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.learn.Trainer;
import dev.loop.connectors.llm.LanguageModel;
import dev.loop.connectors.llm.LlmSettings;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.process.ProcessReadiness.Check;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.LlmUsage;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.Project;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * {@link Role#ANALYST}: judges items whose sentiment nobody said, in a process of its own beside this one, and learns from
 * what people say of them.
 *
 * @param analyst present where this process has the role and was asked for it, as is the trainer
 * @param llm what judges before the encoder does
 */
record AnalystPart(Optional<Analyst> analyst, Optional<Trainer> trainer, Optional<LlmSettings> llm) {

    /** The time that the encoder takes to load its model. */
    private static final Duration ENCODER_STARTS = Duration.ofSeconds(2);

    /** @param projects whose masking counts; empty where nothing in this process has read them yet */
    static AnalystPart start(
            UpOptions options, Infrastructure infrastructure, Optional<KafkaControlTable<Project>> projects) {
        Optional<AnalystOptions> wanted = options.analyst().filter(analyst -> options.has(Role.ANALYST));
        if (wanted.isEmpty()) {
            return new AnalystPart(Optional.empty(), Optional.empty(), Optional.empty());
        }
        KafkaControlTable<ModelEntry> table = infrastructure.table(Topics.MODELS);
        Infrastructure.awaitReady(table, Topics.MODELS);
        ModelBook book = new ModelBook(table, SentimentModel.prior());
        Closer closer = infrastructure.closer();
        Optional<LlmJudge> llm = wanted.get().llm().map(settings -> judge(settings, infrastructure, projects));
        Analyst analyst = closer.register(started(wanted.get(), llm, options, infrastructure, book));
        Trainer trainer = closer.register(Trainer.start(
                infrastructure.kafka().clientSettings(), book, infrastructure.registry(), infrastructure.clock()));
        return new AnalystPart(
                Optional.of(analyst), Optional.of(trainer), wanted.get().llm());
    }

    private static LlmJudge judge(
            LlmSettings settings, Infrastructure infrastructure, Optional<KafkaControlTable<Project>> known) {
        KafkaControlTable<LlmUsage> usage = infrastructure.table(Topics.LLM_USAGE);
        Infrastructure.awaitReady(usage, Topics.LLM_USAGE);
        KafkaControlTable<Project> projects = known.orElseGet(() -> infrastructure.table(Topics.PROJECTS));
        Infrastructure.awaitReady(projects, Topics.PROJECTS);
        return new LlmJudge(
                LanguageModel.start(settings, usage, infrastructure.meters(), infrastructure.clock()),
                project -> projects.get(project).flatMap(Project::getMasking));
    }

    private static Analyst started(
            AnalystOptions wanted,
            Optional<LlmJudge> llm,
            UpOptions options,
            Infrastructure infrastructure,
            ModelBook book) {
        try {
            return Analyst.start(
                    new AnalystSettings(
                            infrastructure.kafka().clientSettings(),
                            wanted.languages(),
                            options.data().resolve("analyst")),
                    wanted.encoder() ? Optional.of(EncoderProgram.ofSystem()) : Optional.empty(),
                    llm,
                    book::judge,
                    new LexiconNumbers(),
                    infrastructure.registry(),
                    infrastructure.meters(),
                    infrastructure.clock());
        } catch (IllegalStateException notThere) {
            throw new StartException(String.valueOf(notThere.getMessage()), notThere);
        }
    }

    /** Returns what the analyst of this process is; empty where there is none. */
    Optional<AnalystStatus.Here> here() {
        return analyst.map(one -> new AnalystStatus.Here(
                one.encodes(),
                llm.map(settings -> new AnalystStatus.HereLlm(
                        settings.version(), settings.budget(), one.llmReady().orElse(true)))));
    }

    /** Returns what reads the texts that are searched for. */
    TextMeaning meanings() {
        return analyst.filter(Analyst::encodes)
                .<TextMeaning>map(one -> text -> meaning(one, text))
                .orElse(TextMeaning.NONE);
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

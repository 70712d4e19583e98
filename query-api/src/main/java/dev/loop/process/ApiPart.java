package dev.loop.process;

import dev.loop.api.ApiParts;
import dev.loop.api.ApiServer;
import dev.loop.api.ApiSettings;
import dev.loop.api.account.KafkaAccountLog;
import dev.loop.api.command.CommandLog;
import dev.loop.api.command.GuardedProducer;
import dev.loop.api.command.KafkaCommandLog;
import dev.loop.api.control.KafkaControlTable;
import dev.loop.api.deadletter.KafkaDeadLetterLog;
import dev.loop.api.event.KafkaEventLog;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.DefaultProject;
import dev.loop.api.key.KeyBook;
import dev.loop.api.key.ProjectKeyRing;
import dev.loop.api.live.LiveFeed;
import dev.loop.api.live.LiveReader;
import dev.loop.api.question.LocalQuestions;
import dev.loop.api.release.ReleaseBook;
import dev.loop.api.trend.TrendBook;
import dev.loop.api.trend.TrendWatch;
import dev.loop.api.webhook.WebhookParts;
import dev.loop.process.ProcessReadiness.Check;
import dev.loop.registry.RegistryFeature;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.wire.WireSerdes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@link Role#API}: HTTP, with the tables and logs that it reads and writes.
 *
 * @param freshKeys where the first project was made now
 */
record ApiPart(
        URI address,
        LocalQuestions questions,
        Optional<DefaultProject.FreshKeys> freshKeys,
        BrowserSessions sessions,
        CommandLog log,
        KafkaAccountLog accounts,
        ReleaseBook releases,
        Clock clock) {

    private static final String HOST = "127.0.0.1";

    private static final int MOST_LIVE_CLIENTS = 500;

    static ApiPart start(UpOptions options, Ground ground, StreamsPart streams, WebhookPart webhooks, BiPart bi) {
        Parts parts = ground.parts();
        KafkaConnection kafka = ground.kafka();
        KafkaControlTable<Project> projects = ground.table(Topics.PROJECTS);
        KafkaControlTable<Release> releaseTable = ground.table(Topics.RELEASES);
        KafkaControlTable<Trend> trendTable = ground.table(Topics.TRENDS);
        Ground.awaitReady(projects, Topics.PROJECTS);
        Ground.awaitReady(releaseTable, Topics.RELEASES);
        Ground.awaitReady(trendTable, Topics.TRENDS);
        ReleaseBook releases = new ReleaseBook(releaseTable);
        TrendBook trends = new TrendBook(trendTable);
        Optional<DefaultProject.FreshKeys> freshKeys = DefaultProject.open(projects, options.keys(), ground.clock());
        options.retentionDays().ifPresent(days -> DefaultProject.retain(projects, days));

        KeyBook keyBook = new KeyBook(projects);
        BrowserSessions sessions = new BrowserSessions(projects, keyBook, ground.clock());

        LocalQuestions questions = parts.started(new LocalQuestions(streams.streams(), streams.committed()));
        KafkaCommandLog kafkaLog =
                parts.started(new KafkaCommandLog(kafka.clientSettings(), ground.serializer(Topics.FEEDBACK_COMMANDS)));
        kafkaLog.bindTo(ground.meters());
        CommandLog log = new GuardedCommandLog(kafkaLog, kafka.gate());
        KafkaAccountLog accounts =
                parts.started(new KafkaAccountLog(kafka.clientSettings(), ground.serializer(Topics.ACCOUNTS)));
        KafkaEventLog events = parts.started(new KafkaEventLog(
                kafka.clientSettings(),
                ground.partitions(),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, ground.registry()).deserializer()));
        KafkaDeadLetterLog deadLetters = parts.started(new KafkaDeadLetterLog(kafka.clientSettings()));
        LiveFeed live = new LiveFeed(MOST_LIVE_CLIENTS).bindTo(ground.meters());

        ApiServer api = parts.started(ApiServer.start(
                new ApiParts(
                        questions,
                        log,
                        accounts,
                        releases,
                        webhookParts(options, ground, streams, webhooks),
                        events,
                        live,
                        deadLetters,
                        WireSerdes.of(Topics.FEEDBACK_COMMANDS, ground.registry())
                                .deserializer(),
                        trends,
                        new ProjectKeyRing(projects),
                        keyBook,
                        sessions,
                        readiness(streams, webhooks, bi, kafkaLog, kafka),
                        ground.meters(),
                        bi.sinks(),
                        project -> projects.get(project)
                                .flatMap(Project::getRetentionDays)
                                .map(Duration::ofDays),
                        ground.clock()),
                ApiSettings.usual(HOST, options.port()),
                List.of(new RegistryFeature(ground.registry()))));
        // Or closing the API would wait for those who wait for events.
        parts.started(events::stopWaiting);
        parts.started(LiveReader.start(
                live,
                kafka.clientSettings(),
                ground.partitions(),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, ground.registry()).deserializer()));
        parts.started(TrendWatch.start(questions, trends, () -> projects.all().keySet(), ground.clock()));
        return new ApiPart(api.uri(), questions, freshKeys, sessions, log, accounts, releases, ground.clock());
    }

    private static WebhookParts webhookParts(
            UpOptions options, Ground ground, StreamsPart streams, WebhookPart webhooks) {
        GuardedProducer<WebhookCommand> commands = ground.parts()
                .started(GuardedProducer.open(
                        ground.kafka().clientSettings(),
                        Topics.WEBHOOK_COMMANDS,
                        ground.serializer(Topics.WEBHOOK_COMMANDS)));
        GuardedProducer<WebhookAttempt> attempts = ground.parts()
                .started(GuardedProducer.open(
                        ground.kafka().clientSettings(),
                        Topics.WEBHOOK_ATTEMPTS,
                        ground.serializer(Topics.WEBHOOK_ATTEMPTS)));
        return new WebhookParts(
                webhooks.endpoints(),
                streams.streams()::deliveries,
                commands::send,
                attempts::send,
                webhooks.client()::send,
                options.webhooks().addresses());
    }

    private static ProcessReadiness readiness(
            StreamsPart streams, WebhookPart webhooks, BiPart bi, KafkaCommandLog log, KafkaConnection kafka) {
        ProcessReadiness readiness = new ProcessReadiness()
                .needs("partitions", () -> Checks.partitions(streams.streams()))
                .needs("deliveries", () -> Checks.deliveries(streams.streams()))
                .tells("streams", () -> Checks.streams(streams.streams()))
                .needs("kafka", () -> Check.of(log.healthy(), "does not acknowledge writes"))
                .needs(
                        "intake",
                        () -> new Check(
                                kafka.gate().writable(), kafka.gate().refusal().orElse("ok")));
        webhooks.sender().ifPresent(sender -> readiness.tells("sender", () -> Checks.sender(sender)));
        bi.addTo(readiness);
        return readiness;
    }

    /** Where a browser is signed in, once. */
    URI signInLink() {
        return address.resolve(
                "/sign-in?token=" + sessions.link(DefaultProject.ID).token());
    }

    long play() {
        return new Demo(log, accounts, releases, questions, clock).play(DefaultProject.ID);
    }
}

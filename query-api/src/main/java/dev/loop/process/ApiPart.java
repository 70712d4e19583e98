package dev.loop.process;

import dev.loop.analysis.trend.TrendBook;
import dev.loop.analysis.trend.TrendWatch;
import dev.loop.api.ApiParts;
import dev.loop.api.ApiServer;
import dev.loop.api.ApiSettings;
import dev.loop.api.account.KafkaAccountLog;
import dev.loop.api.agreement.AgreementBook;
import dev.loop.api.cluster.PeerRoute;
import dev.loop.api.form.FormBook;
import dev.loop.api.http.Feature;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.DefaultProject;
import dev.loop.api.key.KeyBook;
import dev.loop.api.key.ProjectKeyRing;
import dev.loop.api.live.LiveFeed;
import dev.loop.api.live.LiveReader;
import dev.loop.api.masking.MaskingBook;
import dev.loop.api.model.AnalystStatus;
import dev.loop.api.release.ReleaseBook;
import dev.loop.api.tagrule.TagRuleBook;
import dev.loop.api.tagrule.TagRunner;
import dev.loop.api.theme.ThemeBook;
import dev.loop.api.user.UserSecrets;
import dev.loop.api.view.ViewBook;
import dev.loop.api.webhook.WebhookParts;
import dev.loop.api.word.WordBook;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.ControlTable;
import dev.loop.connectors.log.GuardedProducer;
import dev.loop.connectors.log.KafkaCommandLog;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.connectors.log.KafkaSuspectLog;
import dev.loop.history.EntryReader;
import dev.loop.history.KafkaChangeLog;
import dev.loop.history.KafkaDeadLetterLog;
import dev.loop.history.KafkaEventLog;
import dev.loop.process.ProcessReadiness.Check;
import dev.loop.question.Ask;
import dev.loop.question.AskedDeliveries;
import dev.loop.question.GroupMemory;
import dev.loop.question.LocalPartitions;
import dev.loop.question.Partitions;
import dev.loop.question.StoreQuestions;
import dev.loop.question.cluster.ClusterSecret;
import dev.loop.question.cluster.Instance;
import dev.loop.question.cluster.OtherInstances;
import dev.loop.question.cluster.Placement;
import dev.loop.question.cluster.SpreadPartitions;
import dev.loop.registry.RegistryFeature;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.avro.LlmUsage;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.avro.SavedView;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.run.FeedbackStreams;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Role#API}: HTTP, with the tables and logs that it reads and writes.
 *
 * @param freshKeys keys of the first project, if it is new
 */
record ApiPart(
        URI address,
        StoreQuestions questions,
        Optional<DefaultProject.FreshKeys> freshKeys,
        BrowserSessions sessions,
        CommandLog log,
        KafkaAccountLog accounts,
        ReleaseBook releases,
        Clock clock) {

    private static final Logger LOG = LoggerFactory.getLogger(ApiPart.class);
    private static final String HOST = "127.0.0.1";
    private static final String QUOTA_FILE = "created-today";

    private static final int MOST_LIVE_CLIENTS = 500;

    /**
     * The limit of callers that wait for events; at least as many threads are left for the questions of other
     * instances.
     */
    private static final int MOST_WAITING = ApiServer.THREADS / 2;

    static ApiPart start(
            UpOptions options,
            Infrastructure infrastructure,
            StreamsPart streams,
            WebhookPart webhooks,
            BiPart bi,
            AnalystPart analyst,
            PrintWriter out) {
        Closer closer = infrastructure.closer();
        KafkaConnection kafka = infrastructure.kafka();
        KafkaControlTable<Project> projects = webhooks.projects().orElseThrow();
        KafkaControlTable<Release> releaseTable = infrastructure.table(Topics.RELEASES);
        KafkaControlTable<Trend> trendTable = infrastructure.table(Topics.TRENDS);
        KafkaControlTable<Theme> themeTable = infrastructure.table(Topics.THEMES);
        KafkaControlTable<SavedView> viewTable = infrastructure.table(Topics.VIEWS);
        KafkaControlTable<Form> formTable = infrastructure.table(Topics.FORMS);
        KafkaControlTable<TagRule> tagRuleTable = infrastructure.table(Topics.TAG_RULES);
        KafkaControlTable<TagRun> tagRunTable = infrastructure.table(Topics.TAG_RUNS);
        KafkaControlTable<ModelEntry> modelTable = infrastructure.table(Topics.MODELS);
        KafkaControlTable<Agreement> agreementTable = infrastructure.table(Topics.AGREEMENT);
        KafkaControlTable<LlmUsage> usageTable = infrastructure.table(Topics.LLM_USAGE);
        Infrastructure.awaitReady(releaseTable, Topics.RELEASES);
        Infrastructure.awaitReady(trendTable, Topics.TRENDS);
        Infrastructure.awaitReady(themeTable, Topics.THEMES);
        Infrastructure.awaitReady(viewTable, Topics.VIEWS);
        Infrastructure.awaitReady(formTable, Topics.FORMS);
        Infrastructure.awaitReady(tagRuleTable, Topics.TAG_RULES);
        Infrastructure.awaitReady(tagRunTable, Topics.TAG_RUNS);
        Infrastructure.awaitReady(modelTable, Topics.MODELS);
        Infrastructure.awaitReady(agreementTable, Topics.AGREEMENT);
        Infrastructure.awaitReady(usageTable, Topics.LLM_USAGE);
        ReleaseBook releases = new ReleaseBook(releaseTable);
        TrendBook trends = new TrendBook(trendTable);
        Optional<DefaultProject.FreshKeys> freshKeys =
                DefaultProject.open(projects, options.keys(), infrastructure.clock());
        // The keys are shown at once: nobody could see them again if the rest of the start failed.
        freshKeys.ifPresent(keys -> Greeting.showKeys(keys, options.keys(), out));
        DefaultProject.revoked(projects, options.keys()).forEach(LOG::warn);
        webhooks.sealAnew(options, infrastructure);
        options.retentionDays().ifPresent(days -> DefaultProject.retain(projects, days));

        KeyBook keyBook = new KeyBook(projects);
        BrowserSessions sessions = new BrowserSessions(projects, keyBook, infrastructure.clock());

        LocalPartitions local = closer.register(new LocalPartitions(streams.streams(), streams.committed()));
        Optional<ClusterSecret> secret = options.cluster().map(cluster -> secret(cluster, kafka));
        Partitions partitions = options.cluster()
                .<Partitions>map(cluster -> closer.register(new SpreadPartitions(
                        placement(streams.streams()),
                        local,
                        cluster.advertised(),
                        secret.orElseThrow(),
                        MOST_WAITING,
                        infrastructure.meters())))
                .orElse(local);
        GroupMemory groups = GroupMemory.ofHeap();
        NameMeters.table(infrastructure.meters(), Topics.RELEASES.name(), releaseTable);
        NameMeters.table(infrastructure.meters(), Topics.TRENDS.name(), trendTable);
        NameMeters.table(infrastructure.meters(), Topics.THEMES.name(), themeTable);
        NameMeters.table(infrastructure.meters(), Topics.VIEWS.name(), viewTable);
        NameMeters.table(infrastructure.meters(), Topics.FORMS.name(), formTable);
        NameMeters.table(infrastructure.meters(), Topics.TAG_RULES.name(), tagRuleTable);
        NameMeters.table(infrastructure.meters(), Topics.TAG_RUNS.name(), tagRunTable);
        NameMeters.table(infrastructure.meters(), Topics.MODELS.name(), modelTable);
        NameMeters.table(infrastructure.meters(), Topics.AGREEMENT.name(), agreementTable);
        NameMeters.table(infrastructure.meters(), Topics.LLM_USAGE.name(), usageTable);
        NameMeters.bind(infrastructure.meters(), groups, streams.streams());
        StoreQuestions questions = new StoreQuestions(partitions, streams.ends(), groups);
        KafkaCommandLog kafkaLog = closer.register(
                new KafkaCommandLog(kafka.clientSettings(), infrastructure.serializer(Topics.FEEDBACK_COMMANDS)));
        kafkaLog.bindTo(infrastructure.meters());
        CommandLog log = new GuardedCommandLog(kafkaLog, kafka.gate());
        KafkaSuspectLog suspects = closer.register(
                new KafkaSuspectLog(kafka.clientSettings(), infrastructure.serializer(Topics.FEEDBACK_COMMANDS)));
        KafkaAccountLog accounts = closer.register(new KafkaAccountLog(
                kafka.clientSettings(),
                infrastructure.serializer(Topics.ACCOUNTS),
                key -> infrastructure.watch().unreadable(Topics.ACCOUNTS, key)));
        EntryReader entries = new EntryReader(infrastructure.registry());
        KafkaEventLog events =
                closer.register(new KafkaEventLog(kafka.clientSettings(), infrastructure.partitions(), entries));
        KafkaChangeLog changes = closer.register(new KafkaChangeLog(
                kafka.clientSettings(),
                infrastructure.partitions(),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, infrastructure.registry()).deserializer(),
                streams.committed()));
        KafkaDeadLetterLog deadLetters = closer.register(new KafkaDeadLetterLog(kafka.clientSettings()));
        ThemeBook themes = themeBook(infrastructure, themeTable);
        TagRuleBook tagRules = new TagRuleBook(tagRuleTable, tagRunTable);
        LiveFeed live = new LiveFeed(MOST_LIVE_CLIENTS).bindTo(infrastructure.meters());

        ProcessReadiness readiness = readiness(infrastructure, streams, webhooks, bi, kafkaLog);
        analyst.addTo(readiness);
        List<Feature> more = new ArrayList<>();
        more.add(new RegistryFeature(infrastructure.registry()));
        more.add(new AnalystStatus(
                analyst::here, usageTable, new ModelBook(modelTable, SentimentModel.prior()), infrastructure.clock()));
        secret.ifPresent(known -> more.add(new PeerRoute(local, known, groups)));
        if (options.cluster().isPresent()) {
            streams.awaitPlacement();
        }
        ApiServer api = closer.register(ApiServer.start(
                new ApiParts(
                        questions,
                        log,
                        accounts,
                        releases,
                        webhookParts(options, infrastructure, partitions, webhooks),
                        events,
                        changes,
                        live,
                        deadLetters,
                        WireSerdes.of(Topics.FEEDBACK_COMMANDS, infrastructure.registry())
                                .deserializer(),
                        trends,
                        themes,
                        new ViewBook(viewTable),
                        new FormBook(formTable),
                        tagRules,
                        new ModelBook(modelTable, SentimentModel.prior()),
                        new AgreementBook(agreementTable),
                        new ProjectKeyRing(projects, infrastructure.clock()),
                        keyBook,
                        sessions,
                        new UserSecrets(projects, webhooks.sealing().keys(), infrastructure.clock()),
                        new MaskingBook(projects),
                        new WordBook(projects),
                        (command, why) -> GuardedCommandLog.through(kafka.gate(), () -> suspects.keep(command, why)),
                        readiness,
                        infrastructure.meters(),
                        bi.sinks(),
                        () -> instances(options, streams.streams()),
                        secret.map(known -> closer.register(
                                new OtherInstances(() -> instances(options, streams.streams()), known))),
                        project -> projects.get(project)
                                .flatMap(Project::getRetentionDays)
                                .map(Duration::ofDays),
                        analyst.meanings(),
                        infrastructure.clock()),
                ApiSettings.of(options.cluster().map(ClusterOptions::listen).orElse(HOST), options.port(), draft -> {
                    draft.openMetrics = options.openMetrics();
                    draft.limits = options.limits().withQuotaFile(options.data().resolve(QUOTA_FILE));
                    draft.newNames = options.newNames();
                    draft.masking = options.masking();
                }),
                more));
        // Waiting readers of events are answered first; closing the API would wait for them.
        closer.register(events::stopWaiting);
        closer.register(LiveReader.start(live, kafka.clientSettings(), infrastructure.partitions(), entries));
        closer.register(TagRunner.start(
                questions,
                log,
                tagRules,
                themes::id,
                () -> streams.streams().placements().activePartitions().contains(0),
                infrastructure.clock()));
        closer.register(TrendWatch.start(
                questions,
                trends,
                () -> projects.all().keySet(),
                () -> streams.streams().placements().activePartitions().contains(0),
                infrastructure.clock()));
        options.cluster()
                .ifPresent(
                        cluster -> closer.register(new Handover(readiness, api, streams.streams(), cluster.drain())));
        return new ApiPart(api.uri(), questions, freshKeys, sessions, log, accounts, releases, infrastructure.clock());
    }

    private static Placement placement(FeedbackStreams streams) {
        return (ledger, partition) -> ledger == Ask.Ledger.DELIVERIES
                ? streams.placements().deliveryReplicas(partition)
                : streams.placements().feedbackReplicas(partition);
    }

    private static List<Instance> instances(UpOptions options, FeedbackStreams streams) {
        return options.cluster()
                .map(cluster -> Instance.of(placement(streams), streams.partitions(), cluster.advertised()))
                .orElseGet(() -> List.of(new Instance(
                        Optional.empty(),
                        true,
                        new Instance.Share(List.copyOf(streams.placements().activePartitions()), List.of()),
                        new Instance.Share(List.copyOf(streams.placements().activeDeliveryPartitions()), List.of()))));
    }

    private static ClusterSecret secret(ClusterOptions cluster, KafkaConnection kafka) {
        return cluster.secret().orElseGet(() -> new ClusterSecret(kafka.clusterId()));
    }

    private static ThemeBook themeBook(Infrastructure infrastructure, ControlTable<Theme> table) {
        GuardedProducer<ThemeCommand> commands = infrastructure
                .closer()
                .register(GuardedProducer.open(
                        infrastructure.kafka().clientSettings(),
                        Topics.THEME_COMMANDS,
                        infrastructure.serializer(Topics.THEME_COMMANDS)));
        return new ThemeBook(table, command -> commands.send(command.getProject(), command));
    }

    private static WebhookParts webhookParts(
            UpOptions options, Infrastructure infrastructure, Partitions partitions, WebhookPart webhooks) {
        GuardedProducer<WebhookCommand> commands = infrastructure
                .closer()
                .register(GuardedProducer.open(
                        infrastructure.kafka().clientSettings(),
                        Topics.WEBHOOK_COMMANDS,
                        infrastructure.serializer(Topics.WEBHOOK_COMMANDS)));
        GuardedProducer<WebhookAttempt> attempts = infrastructure
                .closer()
                .register(GuardedProducer.open(
                        infrastructure.kafka().clientSettings(),
                        Topics.WEBHOOK_ATTEMPTS,
                        infrastructure.serializer(Topics.WEBHOOK_ATTEMPTS)));
        return new WebhookParts(
                webhooks.endpoints(),
                endpoint -> AskedDeliveries.of(partitions, endpoint),
                commands::send,
                attempts::send,
                webhooks.client()::send,
                options.webhooks().addresses());
    }

    private static ProcessReadiness readiness(
            Infrastructure infrastructure, StreamsPart streams, WebhookPart webhooks, BiPart bi, KafkaCommandLog log) {
        KafkaConnection kafka = infrastructure.kafka();
        ProcessReadiness readiness = new ProcessReadiness()
                .needs("partitions", () -> Checks.partitions(streams.streams()))
                .needs("deliveries", () -> Checks.deliveries(streams.streams()))
                .tells("streams", () -> Checks.streams(streams.streams()))
                .needs("kafka", () -> Check.of(log.healthy(), "does not acknowledge writes"))
                .needs(
                        "intake",
                        () -> new Check(
                                kafka.gate().writable(), kafka.gate().refusal().orElse("ok")))
                .because(() -> Checks.controlTables(infrastructure.watch()))
                .because(() -> streams.streams().causes());
        webhooks.sender().ifPresent(sender -> readiness.tells("sender", () -> Checks.sender(sender)));
        bi.addTo(readiness);
        return readiness;
    }

    /** Returns a link that signs a browser in, once. */
    URI signInLink() {
        return address.resolve(
                "/sign-in?token=" + sessions.link(DefaultProject.ID).token());
    }

    long play() {
        return new Demo(log, accounts, releases, questions, clock).play(DefaultProject.ID);
    }
}

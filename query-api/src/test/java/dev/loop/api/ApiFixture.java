package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.analysis.trend.TrendBook;
import dev.loop.api.account.AccountLog;
import dev.loop.api.agreement.AgreementBook;
import dev.loop.api.control.InMemoryTable;
import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.form.FormBook;
import dev.loop.api.health.Readiness;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Scope;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.KeyBook;
import dev.loop.api.key.ProjectKeyRing;
import dev.loop.api.live.LiveFeed;
import dev.loop.api.masking.MaskingBook;
import dev.loop.api.model.AnalystStatus;
import dev.loop.api.release.ReleaseBook;
import dev.loop.api.tagrule.TagRuleBook;
import dev.loop.api.theme.ThemeBook;
import dev.loop.api.user.UserSecrets;
import dev.loop.api.view.ViewBook;
import dev.loop.api.word.WordBook;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.history.EventCursor;
import dev.loop.question.Questions;
import dev.loop.question.cluster.Instance;
import dev.loop.question.cluster.OtherInstances;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.LlmUsage;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.WireSerdes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/** The API over real HTTP on a free port, on an {@link InMemoryLoop}, at noon of 1 July 2026. */
final class ApiFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    static final String SECRET = "sk_secret";
    static final String PUBLISHABLE = "pk_publishable";
    /** May read and change webhooks, and not see their secrets. */
    static final String READER = "sk_reader";

    static final String OTHER = "sk_of_another_project";

    /** Every answer of every test is held to it. */
    static final ApiDescription DESCRIPTION = new ApiDescription();

    private static final ObjectMapper JSON = new ObjectMapper();

    static final int MOST_LIVE_CLIENTS = 210;

    /** Values of the topic of commands. */
    static final Serde<FeedbackCommand> COMMANDS;

    static {
        // Lets Avro build records of ours, whichever test comes first.
        Topics.all();
        COMMANDS = WireSerdes.of(Topics.FEEDBACK_COMMANDS, new InMemorySchemaRegistry());
    }

    final InMemoryLoop loop;
    final InMemoryTable<Release> releases = new InMemoryTable<>();
    final InMemoryWebhooks webhooks = new InMemoryWebhooks();
    final InMemoryEvents events = new InMemoryEvents();
    final InMemoryChanges changes = new InMemoryChanges();
    final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();
    final LiveFeed live;
    final DrivenClock clock = new DrivenClock(NOW);
    final InMemoryTable<Trend> trends = new InMemoryTable<>();
    final InMemoryTable<ModelEntry> models = new InMemoryTable<>();
    final InMemoryTable<Agreement> agreement = new InMemoryTable<>();
    final InMemoryTable<LlmUsage> llmUsage = new InMemoryTable<>();
    volatile Optional<AnalystStatus.Here> analyst = Optional.empty();
    final InMemoryThemes themes = new InMemoryThemes();
    final InMemoryTable<TagRule> tagRules = new InMemoryTable<>();
    final InMemoryTable<TagRun> tagRuns = new InMemoryTable<>();
    final InMemoryTable<Project> projects = new InMemoryTable<>();
    final String masterText = MasterKeys.random();
    final MasterKeys master = MasterKeys.parse(masterText);
    final BrowserSessions sessions;
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final ApiServer server;
    final FakeSinks sinks = new FakeSinks();
    volatile Readiness.State readiness = new Readiness.State(true, Map.of("stores", "restored"));

    volatile Optional<Duration> retention = Optional.empty();

    volatile TextMeaning meanings = TextMeaning.NONE;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ApiFixture() {
        this(ApiSettings.usual("127.0.0.1", 0));
    }

    ApiFixture(ApiSettings settings) {
        this(settings, new InMemoryLoop());
    }

    private ApiFixture(ApiSettings settings, InMemoryLoop loop) {
        this(settings, loop, loop, loop, loop::put, Optional.empty());
    }

    /** Starts one of several instances. */
    ApiFixture(OtherInstances others) {
        this(ApiSettings.usual("127.0.0.1", 0), new InMemoryLoop(), others);
    }

    private ApiFixture(ApiSettings settings, InMemoryLoop loop, OtherInstances others) {
        this(settings, loop, loop, loop, loop::put, Optional.of(others));
    }

    /** Starts the API on the real ledger; {@link #loop} stays empty. */
    ApiFixture(DrivenLedger ledger) {
        this(
                ApiSettings.usual("127.0.0.1", 0),
                new InMemoryLoop(),
                ledger.questions(),
                ledger,
                ledger::put,
                Optional.empty());
    }

    private ApiFixture(
            ApiSettings settings,
            InMemoryLoop loop,
            Questions questions,
            CommandLog log,
            AccountLog accounts,
            Optional<OtherInstances> others) {
        this.loop = loop;
        live = new LiveFeed(MOST_LIVE_CLIENTS).bindTo(meters);
        live.begin(new EventCursor(List.of(new EventCursor.Place(0, 0))));
        List<ApiKey> keys = List.of(
                key("key_secret", "secret", SECRET, Scope.EVERY),
                key("key_public", "publishable", PUBLISHABLE, Scope.FEEDBACK_CREATE.word()),
                key("key_reader", "reader", READER, Scope.WEBHOOKS_READ.word(), Scope.WEBHOOKS_WRITE.word()));
        projects.put(
                "default",
                new Project("default", "Default", null, keys, NOW, List.of(), null, List.of(), null, null),
                Duration.ZERO);
        List<ApiKey> otherKeys = List.of(key("key_other", "other", OTHER, Scope.EVERY));
        projects.put(
                "other",
                new Project("other", "Other", null, otherKeys, NOW, List.of(), null, List.of(), null, null),
                Duration.ZERO);
        KeyBook keyBook = new KeyBook(projects);
        ProjectKeyRing ring = new ProjectKeyRing(projects, clock);
        sessions = new BrowserSessions(projects, keyBook, clock);
        var parts = new ApiParts(
                questions,
                log,
                accounts,
                new ReleaseBook(releases),
                webhooks.parts(),
                events,
                changes,
                live,
                deadLetters,
                COMMANDS.deserializer(),
                new TrendBook(trends),
                new ThemeBook(themes.table, themes::wish),
                new ViewBook(new InMemoryTable<>()),
                new FormBook(new InMemoryTable<>()),
                new TagRuleBook(tagRules, tagRuns),
                new ModelBook(models, SentimentModel.prior()),
                new AgreementBook(agreement),
                ring,
                keyBook,
                sessions,
                new UserSecrets(projects, master, clock),
                new MaskingBook(projects),
                new WordBook(projects),
                deadLetters,
                () -> readiness,
                meters,
                sinks,
                () -> instances,
                others,
                project -> retention,
                text -> meanings.of(text),
                clock);
        server = ApiServer.start(
                parts,
                settings,
                List.<Feature>of(new AnalystStatus(
                        () -> analyst, llmUsage, new ModelBook(models, SentimentModel.prior()), clock)));
    }

    List<Instance> instances = List.of();

    record Answer(int status, java.net.http.HttpHeaders headers, String body) {

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException notJson) {
                throw new UncheckedIOException(body, notJson);
            }
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, SECRET, null, headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, SECRET, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** @param key or empty for none; a body is JSON unless the headers say otherwise */
    Answer send(
            String method,
            String path,
            String key,
            byte @org.jspecify.annotations.Nullable [] body,
            String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server.uri() + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (!key.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + key);
        }
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Answer answer = new Answer(
                    response.statusCode(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
            assertDescribed(method, path, answer);
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static void assertDescribed(String method, String path, Answer answer) {
        String type = answer.header("Content-Type").split(";", 2)[0];
        if (List.of("application/json", "application/problem+json").contains(type)
                && answer.header("Content-Encoding").isEmpty()) {
            String address = path.split("\\?", 2)[0];
            assertThat(DESCRIPTION.problems(method, address, answer.status(), type, answer.json()))
                    .as("%s %s: %s", method, path, answer.body())
                    .isEmpty();
        }
    }

    private static ApiKey key(String id, String name, String key, String... scopes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return new ApiKey(
                    id,
                    name,
                    HexFormat.of().formatHex(hash),
                    List.of(scopes),
                    NOW,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    List.of());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An item as the SDKs send it. */
    static String item(String user, String sentiment, String more) {
        return "{\"user\":{\"id\":\"" + user + "\"},\"message\":\"said\",\"sentiment\":\"" + sentiment + "\""
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    @Override
    public void close() {
        live.close();
        server.close();
    }
}

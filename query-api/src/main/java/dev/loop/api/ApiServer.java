package dev.loop.api;

import dev.loop.api.account.Accounts;
import dev.loop.api.agreement.Agreements;
import dev.loop.api.cluster.Instances;
import dev.loop.api.connection.CallerGuard;
import dev.loop.api.dashboard.Dashboard;
import dev.loop.api.deadletter.DeadLetters;
import dev.loop.api.docs.Docs;
import dev.loop.api.event.FeedbackHistory;
import dev.loop.api.event.PullEvents;
import dev.loop.api.feedback.BatchFeedback;
import dev.loop.api.feedback.CreateFeedback;
import dev.loop.api.feedback.IntakeMeters;
import dev.loop.api.feedback.KnownTags;
import dev.loop.api.feedback.ListFeedback;
import dev.loop.api.feedback.NewNames;
import dev.loop.api.feedback.OneFeedback;
import dev.loop.api.feedback.WhyFeedback;
import dev.loop.api.form.FormPages;
import dev.loop.api.form.Forms;
import dev.loop.api.health.Health;
import dev.loop.api.health.Readiness;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.HttpSurface;
import dev.loop.api.http.PlainMethod;
import dev.loop.api.http.RequestMeters;
import dev.loop.api.http.Route;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.http.UnreadProblem;
import dev.loop.api.key.Access;
import dev.loop.api.key.ApiKeys;
import dev.loop.api.key.KeyUse;
import dev.loop.api.key.UseRoute;
import dev.loop.api.limit.Limits;
import dev.loop.api.live.StreamFeedback;
import dev.loop.api.masking.MaskingRoutes;
import dev.loop.api.model.Models;
import dev.loop.api.odata.ODataFeed;
import dev.loop.api.release.ReleaseReport;
import dev.loop.api.release.Releases;
import dev.loop.api.sentiment.SentimentCounts;
import dev.loop.api.sentiment.SentimentOverTime;
import dev.loop.api.sink.Sinks;
import dev.loop.api.table.Downloads;
import dev.loop.api.tagrule.TagRules;
import dev.loop.api.theme.Themes;
import dev.loop.api.trend.Trends;
import dev.loop.api.user.UserSecretRoutes;
import dev.loop.api.view.SavedViews;
import dev.loop.api.webhook.Webhooks;
import dev.loop.api.widget.Widget;
import dev.loop.api.word.WordRoutes;
import dev.loop.connectors.log.RecentIds;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.ProjectMasks;
import dev.loop.schemas.intake.ProjectRules;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.handler.StatisticsHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The running HTTP API. It uses {@link ApiParts}, which outlive it. */
public final class ApiServer implements AutoCloseable {

    /** The threads of each server that run calls. */
    public static final int THREADS = 200;

    private static final int COPY_BUFFER = 4 << 10;

    /** Further threads, which no call holds: they read requests, answer probes, and write answers that come later. */
    private static final int MORE_THREADS = 20;

    private static final Duration LONGEST_LAST_ANSWERS = Duration.ofSeconds(5);

    /** The longest wait for tables, which lag the stores by a commit, a batch and a transaction. */
    private static final Duration LONGEST_WAIT_FOR_SINKS = Duration.ofSeconds(30);

    private final Javalin javalin;
    private final Routes routes;
    private final ApiSettings settings;
    private final HttpSurface surface;
    private final StatisticsHandler requests;

    private ApiServer(
            Javalin javalin, Routes routes, ApiSettings settings, HttpSurface surface, StatisticsHandler requests) {
        this.surface = surface;
        this.requests = requests;
        this.javalin = javalin;
        this.routes = routes;
        this.settings = settings;
    }

    /**
     * @param more calls besides those of feedback, counts, accounts, releases, webhooks, events, keys,
     *     health, dashboard and documentation
     */
    public static ApiServer start(ApiParts parts, ApiSettings settings, List<Feature> more) {
        var threads = threads(settings);
        var limits = new Limits(settings.limits(), parts.clock(), parts.meters());
        var use = new KeyUse(parts.clock(), limits, parts.others());
        var access = new Access(parts.keys(), parts.sessions(), limits, use);
        Health health = settings.openMetrics()
                ? Health.open(parts.readiness(), parts.meters())
                : new Health(parts.readiness(), parts.meters(), ctx -> access.may(ctx, Scope.METRICS_READ));
        List<Feature> features = Stream.of(
                        features(parts, settings, limits, use, threads).stream(),
                        Stream.of(health),
                        parts.others().stream().map(others -> new UseRoute(use, others)),
                        more.stream())
                .<Feature>flatMap(some -> some)
                .toList();
        return serve(features, access, parts.meters(), settings, threads);
    }

    /** Starts health and metrics alone, for a process that has no other calls, and no keys. */
    public static ApiServer probes(Readiness readiness, PrometheusMeterRegistry meters, ApiSettings settings) {
        var limits = new Limits(settings.limits(), Clock.systemUTC(), meters);
        var nobody = new Access(
                presented -> Optional.empty(),
                cookie -> Optional.empty(),
                limits,
                new KeyUse(Clock.systemUTC(), limits, Optional.empty()));
        return serve(List.of(Health.open(readiness, meters)), nobody, meters, settings, threads(settings));
    }

    private static QueuedThreadPool threads(ApiSettings settings) {
        int most = THREADS + settings.timeouts().mostReaders() + MORE_THREADS;
        var threads = new QueuedThreadPool(most, 8);
        threads.setName("http");
        return threads;
    }

    private static ApiServer serve(
            List<Feature> features,
            Access access,
            MeterRegistry meters,
            ApiSettings settings,
            QueuedThreadPool threads) {
        var routes = new Routes();
        features.forEach(feature -> feature.addTo(routes));
        var surface = new HttpSurface(routes, isLoopback(settings.host()));
        var requests = new StatisticsHandler();
        Javalin javalin = Javalin.create(config -> {
            jetty(config, settings, threads);
            config.jetty.modifyServer(server -> {
                CallerGuard.install(server, settings.timeouts(), THREADS, requests);
                server.setErrorHandler(new UnreadProblem());
            });
            config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new UnreadProblem()));
            surface.install(config, access::check, new RequestMeters(meters));
            config.routes.after(access::ended);
        });
        javalin.start();
        return new ApiServer(javalin, routes, settings, surface, requests);
    }

    private static List<Feature> features(
            ApiParts parts, ApiSettings settings, Limits limits, KeyUse use, QueuedThreadPool threads) {
        var masks = new ProjectMasks(settings.masking(), parts.masking()::rules);
        var rules = new ProjectRules(parts.words()::words);
        var intake = new Intake(parts.clock(), parts.retention(), parts.users(), masks, rules);
        var recentIds = new RecentIds(parts.log(), settings.recentIds());
        var intakeMeters = new IntakeMeters(parts.meters());
        var freshness = new Freshness(parts.questions(), settings.longestWait());
        var downloads = new Downloads(settings.downloads());
        var newNames = new NewNames(
                settings.newNames(), new KnownTags(parts.questions(), System::nanoTime), parts.clock(), parts.meters());
        var create = new CreateFeedback(
                intake,
                rules,
                newNames,
                parts.log(),
                parts.suspects(),
                recentIds,
                parts.questions(),
                parts.events(),
                intakeMeters,
                limits,
                threads,
                settings.bodyLimit());
        return List.of(
                create,
                new BatchFeedback(
                        intake,
                        newNames,
                        parts.log(),
                        recentIds,
                        parts.questions(),
                        parts.events(),
                        intakeMeters,
                        settings.bodyLimit(),
                        settings.batchBytes(),
                        settings.batchLines()),
                new ListFeedback(freshness, parts.changes(), downloads, parts.meanings(), parts.themes()),
                new OneFeedback(
                        intake,
                        parts.log(),
                        parts.questions(),
                        freshness,
                        parts.clock(),
                        settings.longestWait(),
                        settings.bodyLimit()),
                new SentimentCounts(freshness, parts.clock(), parts.themes()),
                new SentimentOverTime(freshness, parts.clock(), parts.themes()),
                new Accounts(
                        parts.accounts(),
                        parts.questions(),
                        parts.clock(),
                        settings.longestWait(),
                        settings.bodyLimit(),
                        downloads),
                new Releases(parts.releases(), parts.clock(), settings.bodyLimit()),
                new ReleaseReport(parts.releases(), freshness, parts.clock(), settings.reportItems(), parts.themes()),
                new Webhooks(parts.webhooks(), parts.clock(), settings.bodyLimit(), downloads),
                new PullEvents(parts.events(), downloads),
                new WhyFeedback(parts.events(), freshness, parts.models(), parts.words(), rules),
                new FeedbackHistory(parts.events(), parts.questions(), freshness),
                new StreamFeedback(parts.live(), parts.events(), parts.themes()),
                new DeadLetters(
                        parts.deadLetters(),
                        parts.commands(),
                        create,
                        parts.questions(),
                        settings.bodyLimit(),
                        downloads),
                new Sinks(parts.sinks(), new Freshness(parts.questions(), LONGEST_WAIT_FOR_SINKS)),
                new Instances(parts.instances()),
                new Trends(parts.trends(), freshness, parts.clock(), parts.themes()),
                new Themes(parts.themes(), freshness, parts.clock(), settings.bodyLimit()),
                new ODataFeed(freshness, parts.releases()),
                new SavedViews(parts.views(), parts.clock(), settings.bodyLimit()),
                new ApiKeys(parts.keyBook(), parts.sessions(), use, parts.clock(), settings.bodyLimit()),
                new UserSecretRoutes(parts.users(), settings.bodyLimit()),
                new MaskingRoutes(parts.masking(), masks, freshness, parts.clock(), settings.bodyLimit()),
                new WordRoutes(parts.words(), rules, freshness, parts.clock(), settings.bodyLimit()),
                new Forms(parts.forms(), parts.keyBook(), parts.clock(), settings.bodyLimit()),
                new Models(parts.models(), rules, freshness, parts.clock(), settings.bodyLimit()),
                new Agreements(parts.agreement()),
                new TagRules(
                        parts.tagRules(),
                        freshness,
                        parts.meanings(),
                        masks,
                        parts.themes()::id,
                        parts.clock(),
                        settings.bodyLimit()),
                new FormPages(parts.forms(), parts.keyBook(), create, parts.clock(), threads),
                new Dashboard(parts.sessions(), parts.keys(), limits),
                new Docs(),
                new Widget());
    }

    private static void jetty(JavalinConfig config, ApiSettings settings, QueuedThreadPool threads) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.startup.showOldJavalinVersionWarning = false;
        // Javalin copies each answer through a buffer of its own. Its usual 32 KB were half of all garbage.
        config.http.responseBufferSize = COPY_BUFFER;
        config.jetty.host = settings.host();
        config.jetty.port = settings.port();
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendDateHeader(true);
            http.setRequestHeaderSize(UnreadProblem.MOST_HEADER_BYTES);
            http.addCustomizer(new PlainMethod());
        });
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException toBeToldByTheListener) {
            return false;
        }
    }

    public int port() {
        return javalin.port();
    }

    /** Returns the address of the server on this machine. */
    public URI uri() {
        String host = settings.host().equals("0.0.0.0") || settings.host().equals("::") ? "127.0.0.1" : settings.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    public List<Route> routes() {
        return routes.all();
    }

    /** Closes each connection after its next answer, so that callers connect to other instances. */
    public void lastAnswers() {
        surface.closeConnections();
    }

    /** Takes no more connections, answers the open requests, and ends. */
    @Override
    public void close() {
        lastAnswers();
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            if (connector instanceof NetworkConnector port) {
                port.close();
            }
        }
        long until = System.nanoTime() + LONGEST_LAST_ANSWERS.toNanos();
        while (requests.getRequestsActive() > 0 && System.nanoTime() - until < 0) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException atOnce) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        javalin.stop();
    }
}

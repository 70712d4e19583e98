package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loop.client.Answer;
import dev.loop.client.IdempotencyKeyReusedException;
import dev.loop.client.ItemErasedException;
import dev.loop.client.LiveEvents;
import dev.loop.client.Loop;
import dev.loop.client.NotFoundException;
import dev.loop.client.PermissionDeniedException;
import dev.loop.client.RevisionConflictException;
import dev.loop.client.ValidationException;
import dev.loop.client.WebhookVerifier;
import dev.loop.client.model.Account;
import dev.loop.client.model.BatchResult;
import dev.loop.client.model.Event;
import dev.loop.client.model.FeedbackChange;
import dev.loop.client.model.FeedbackItem;
import dev.loop.client.model.FieldError;
import dev.loop.client.model.NewAccount;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.model.NewRelease;
import dev.loop.client.model.Page;
import dev.loop.client.model.Release;
import dev.loop.client.model.Sentiment;
import dev.loop.client.model.SentimentTable;
import dev.loop.client.model.SentimentTimeline;
import dev.loop.client.model.Status;
import dev.loop.client.query.AccountsQuery;
import dev.loop.client.query.BatchQuery;
import dev.loop.client.query.ListQuery;
import dev.loop.client.query.ReleasesQuery;
import dev.loop.client.query.ReportQuery;
import dev.loop.client.query.SentimentQuery;
import dev.loop.client.query.StreamQuery;
import dev.loop.client.query.TimelineQuery;
import dev.loop.client.query.TrendsQuery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every method of the Java client against a running Loop. */
@ExtendWith(SharedLoop.class)
class JavaClientContractTest {

    private final String run = Long.toString(System.nanoTime(), 36);
    private final String tag = "java-" + run;
    private final String user = "u-" + run;
    private Loop loop;
    private Loop page;

    @BeforeEach
    void connect(RunningLoop running) {
        loop = client(running, RunningLoop.SECRET_KEY);
        page = client(running, RunningLoop.PUBLISHABLE_KEY);
    }

    private static Loop client(RunningLoop running, String key) {
        return Loop.builder()
                .apiKey(key)
                .baseUrl(running.address().toString())
                .readYourWrites()
                .build();
    }

    private NewFeedback whole() {
        return NewFeedback.of(user, "Exports hängen " + run + " 🎉")
                .sentiment(Sentiment.NEGATIVE)
                .source("in-app-widget")
                .tag(tag)
                .plan("scale")
                .createdAt(Instant.now().minusSeconds(60))
                .metadata("browser", "Firefox")
                .consent(true)
                .externalId("java:" + run + ":1");
    }

    @Test
    void shouldCreateOnce_whenItIsSentAgain() {
        Account account = loop.accounts().put("a-" + run, new NewAccount("Acme", "pro", List.of(user)));
        assertThat(loop.accounts().get(account.id()).plan()).isEqualTo("pro");
        assertThat(loop.accounts().list(new AccountsQuery().limit(1)))
                .extracting(Account::id)
                .contains(account.id());

        Answer<FeedbackItem> made =
                loop.withResponse(client -> client.feedback().create(whole()));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.requestId()).isPresent();
        assertThat(made.position()).isPresent();
        assertThat(made.replayed()).isFalse();
        assertThat(made.data().more()).isEmpty();
        assertThat(loop.feedback().get(made.data().id())).isEqualTo(made.data());
        Answer<FeedbackItem> again =
                loop.withResponse(client -> client.feedback().create(whole()));
        assertThat(again.data().id()).isEqualTo(made.data().id());
        assertThat(again.replayed()).isTrue();

        Loop named = loop.with(options -> options.idempotencyKey("k-" + run));
        NewFeedback small = NewFeedback.of(user, "").sentiment(Sentiment.POSITIVE);
        String id = named.feedback().create(small).id();
        assertThat(loop.feedback().get(id).plan()).isEqualTo("pro");
        assertThatThrownBy(() ->
                        named.feedback().create(NewFeedback.of(user, "other").sentiment(Sentiment.POSITIVE)))
                .isInstanceOf(IdempotencyKeyReusedException.class);
        loop.feedback().erase(id, "asked for");
        assertThatThrownBy(() -> loop.feedback().get(id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> named.feedback().create(small)).isInstanceOf(ItemErasedException.class);
        assertThatThrownBy(() -> loop.feedback().create(NewFeedback.of("", "").sentiment(Sentiment.NEUTRAL)))
                .isInstanceOfSatisfying(
                        ValidationException.class,
                        failure -> assertThat(failure.errors())
                                .extracting(FieldError::field)
                                .containsExactly("user.id"));
        assertThatThrownBy(() -> page.feedback().list(new ListQuery()).firstPage())
                .isInstanceOf(PermissionDeniedException.class);
        FeedbackItem receipt =
                page.feedback().create(NewFeedback.of(user, "from a page").sentiment(Sentiment.NEUTRAL));
        assertThat(receipt.sentiment()).isEqualTo(Sentiment.NEUTRAL);
        assertThat(receipt.message()).isNull();
    }

    @Test
    void shouldListCountAndReport_whenThereAreItems() {
        loop.feedback().create(whole());
        BatchResult batch = loop.feedback()
                .batch(IntStream.rangeClosed(1, 3)
                        .mapToObj(n -> NewFeedback.of(user, "Nummer " + n + " " + run)
                                .sentiment(Sentiment.NEUTRAL)
                                .tag(tag))
                        .toList());
        assertThat(batch.created()).isEqualTo(3);
        assertThat(loop.feedback().list(new ListQuery().tag(tag).limit(1))).hasSize(4);
        Page<FeedbackItem> first = loop.feedback()
                .list(new ListQuery().tag(tag).facets("sentiment", "status").limit(2))
                .firstPage();
        assertThat(first.data()).hasSize(2);
        assertThat(first.facets().total()).isEqualTo(4);
        assertThat(loop.feedback()
                        .list(new ListQuery()
                                .tag(tag)
                                .notPlan("free")
                                .metadata("browser", "Firefox")
                                .sentiment(Sentiment.NEGATIVE, Sentiment.POSITIVE)
                                .status(Status.OPEN)
                                .from(Instant.EPOCH)))
                .hasSize(1);
        assertThat(loop.search("hängen " + run))
                .singleElement()
                .satisfies(found -> assertThat(found.highlight()).contains("<mark>"));

        SentimentTable table = loop.sentiment()
                .query(new SentimentQuery()
                        .groupBy("tag", "metadata.browser")
                        .tag(tag)
                        .sort("-total")
                        .limit(1)
                        .other());
        assertThat(table.rows()).hasSize(1);
        assertThat(table.groups()).isEqualTo(2);
        assertThat(table.total().total()).isEqualTo(4);
        assertThat(table.rows().get(0).more()).containsKey("metadata.browser");
        SentimentTimeline timeline = loop.sentiment()
                .timeline(new TimelineQuery()
                        .interval("hour")
                        .tag(tag)
                        .from(Instant.now().minusSeconds(7_200))
                        .comparePrevious()
                        .timezone(ZoneId.of("Europe/Berlin")));
        assertThat(timeline.total().total()).isEqualTo(4);
        assertThat(timeline.rows().get(0).start()).isNotNull();
        assertThat(timeline.rows().get(0).previous()).isNotNull();

        Release release = loop.releases()
                .put("v-" + run, new NewRelease(Instant.now().minusSeconds(120), "Rebuilt", null, List.of(tag)));
        assertThat(loop.releases().get(release.version())).isEqualTo(release);
        assertThat(loop.releases().list(new ReleasesQuery().limit(1000)))
                .extracting(Release::version)
                .contains(release.version());
        assertThat(loop.releases()
                        .report(
                                release.version(),
                                new ReportQuery()
                                        .window("1d")
                                        .baseline("1d")
                                        .stratify("source")
                                        .tag(tag))
                        .after()
                        .items())
                .isEqualTo(4);
        loop.releases().delete(release.version());
        assertThatThrownBy(() -> loop.releases().get(release.version())).isInstanceOf(NotFoundException.class);
        assertThat(loop.trends(new TrendsQuery().tag(tag).state("open")).incidents())
                .isEmpty();
    }

    @Test
    void shouldChangeItems_whenTheyAreThere() {
        FeedbackItem item = loop.feedback()
                .create(NewFeedback.of(user, "change")
                        .sentiment(Sentiment.NEUTRAL)
                        .tag(tag)
                        .externalId("java:" + run + ":2"));
        assertThat(loop.feedback()
                        .update(
                                item.id(),
                                new FeedbackChange()
                                        .sentiment(Sentiment.NEGATIVE)
                                        .reason("read again"))
                        .sentiment())
                .isEqualTo(Sentiment.NEGATIVE);
        assertThat(loop.feedback().resolve(item.id(), "Fixed").status()).isEqualTo(Status.RESOLVED);
        assertThat(loop.feedback().reopen(item.id()).status()).isEqualTo(Status.OPEN);
        Loop atFour = loop.with(options -> options.ifRevision(4));
        FeedbackItem untagged = atFour.feedback().tag(item.id(), null);
        assertThat(untagged.tag()).isNull();
        assertThat(untagged.revision()).isEqualTo(5);
        assertThatThrownBy(() -> atFour.feedback().tag(item.id(), "x")).isInstanceOf(RevisionConflictException.class);
        var history = loop.feedback().history(item.id());
        assertThat(history.whole()).isTrue();
        assertThat(history.data()).hasSize(5);
        assertThat(history.data().get(2).reason()).isEqualTo("Fixed");

        NewFeedback line = NewFeedback.of(user, "change")
                .sentiment(Sentiment.NEGATIVE)
                .status(Status.RESOLVED)
                .externalId("java:" + run + ":2");
        assertThat(loop.feedback()
                        .batch(List.of(line), new BatchQuery().compare())
                        .differs())
                .isEqualTo(1);
        BatchResult changed = loop.feedback()
                .batch(List.of(line.updatedAt(Instant.now())), new BatchQuery().upsert("as in the source"));
        assertThat(changed.changed()).isEqualTo(1);
        assertThat(changed.results().get(0).fields()).containsExactly("status");
    }

    @Test
    void shouldHearOfItems_whenItListensOrIsCalled() throws Exception {
        BlockingQueue<Event> received = new LinkedBlockingQueue<>();
        List<String> secrets = new ArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                var verifier = new WebhookVerifier(secrets.get(0));
                verifier.loopSignatureOnly().verify(body, exchange.getRequestHeaders());
                received.add(verifier.verify(body, exchange.getRequestHeaders()));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
        String live = tag + "-live";
        try {
            JsonNode endpoint = loop.request(
                    "POST",
                    "/v1/webhooks",
                    Map.of(
                            "url",
                            "http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                            "events",
                            List.of("feedback.created"),
                            "filters",
                            Map.of("tag", List.of(live))));
            secrets.add(endpoint.path("secret").asText());
            try (LiveEvents events = loop.stream(new StreamQuery().tag(live).silence(Duration.ofSeconds(30)))) {
                assertThat(events.next().type()).isEqualTo("open");
                FeedbackItem item = loop.feedback()
                        .create(NewFeedback.of(user, "live")
                                .sentiment(Sentiment.POSITIVE)
                                .tag(live));
                Event event = events.next();
                assertThat(event.type()).isEqualTo("feedback.created");
                assertThat(event.item().orElseThrow().id()).isEqualTo(item.id());
                Event told = received.poll(30, TimeUnit.SECONDS);
                assertThat(told).isNotNull();
                assertThat(told.item().orElseThrow().id()).isEqualTo(item.id());
                assertThat(told.id()).isEqualTo(event.id());
            }
            loop.request("DELETE", "/v1/webhooks/" + endpoint.path("id").asText());
        } finally {
            receiver.stop(0);
        }
    }
}

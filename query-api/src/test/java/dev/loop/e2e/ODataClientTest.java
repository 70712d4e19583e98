package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.ODataClientErrorException;
import org.apache.olingo.client.api.communication.request.retrieve.ODataEntitySetRequest;
import org.apache.olingo.client.api.communication.response.ODataRetrieveResponse;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.domain.ClientServiceDocument;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.client.core.http.BasicAuthHttpClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.EdmEntitySet;
import org.apache.olingo.commons.api.edm.EdmEntityType;
import org.apache.olingo.commons.api.ex.ODataError;
import org.apache.olingo.commons.api.format.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that knows nothing of Loop, Apache Olingo's, signed in as a BI tool is: finds the tables in {@code $metadata},
 * reads all rows while others change them, and counts what the API and SQL count. {@code -Dloop.odata.rows=50000} for more.
 */
class ODataClientTest {

    private static final int ROWS = Integer.getInteger("loop.odata.rows", 3_000);
    private static final int PAGE = 1_000;
    private static final int BATCH = 5_000;
    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");

    @TempDir
    private Path directory;

    private final ODataClient olingo = ODataClientFactory.getClient();

    @Test
    void shouldReadAllRowsOnce_whenAClientWalksTheFeedWhileItemsChange() throws Exception {
        olingo.getConfiguration()
                .setHttpClientFactory(new BasicAuthHttpClientFactory("anybody", RunningLoop.SECRET_KEY));
        olingo.getConfiguration().setDefaultPubFormat(ContentType.JSON);
        try (RunningLoop loop = RunningLoop.up(directory, "--bi");
                Tables tables = Tables.of(loop)) {
            LoopClient client = loop.client();
            String root = loop.address().resolve("/odata").toString();
            fill(client);

            metadata(root);
            List<String> ids = whileItemsChange(client, () -> items(root));
            assertThat(ids).hasSize(ROWS).doesNotHaveDuplicates();
            Set<String> ofApi = new HashSet<>();
            client.items("").forEach(item -> ofApi.add(item.path("id").asText()));
            assertThat(new HashSet<>(ids)).isEqualTo(ofApi);

            inOrder(root, client, tables);
            againstSql(root, client, tables);

            long cells = read(root, "Sentiment", Map.of()).stream()
                    .mapToLong(cell -> number(cell, "Items"))
                    .sum();
            assertThat(cells).isEqualTo(ROWS);
            for (String sentiment : SENTIMENTS) {
                long ofFeed = read(
                                root,
                                "Sentiment",
                                Map.of(
                                        "$apply",
                                        "filter(Sentiment eq '" + sentiment
                                                + "')/groupby((Tag),aggregate(Items with sum as N))"))
                        .stream()
                        .mapToLong(row -> number(row, "N"))
                        .sum();
                assertThat(ofFeed).isEqualTo(client.total().path(sentiment).asLong());
            }
            rest(root, client);
        }
    }

    private void fill(LoopClient client) {
        Instant now = Instant.now();
        for (int from = 0; from < ROWS; from += BATCH) {
            List<String> lines = new ArrayList<>();
            for (int i = from; i < Math.min(ROWS, from + BATCH); i++) {
                lines.add(LoopClient.item(
                        "said " + i,
                        SENTIMENTS.get(i % 3),
                        Map.of(
                                "tag",
                                "tag-" + i % 7,
                                "plan",
                                i % 2 == 0 ? "scale" : "free",
                                "externalId",
                                "o" + i,
                                // Many of the same instant, over a month.
                                "createdAt",
                                now.minusSeconds(i / 10 * 600L % 2_592_000).toString())));
            }
            client.batch(lines).expect(202);
        }
        client.awaitTotal(ROWS);
    }

    private void metadata(String root) {
        ClientServiceDocument service = olingo.getRetrieveRequestFactory()
                .getServiceDocumentRequest(root)
                .execute()
                .getBody();
        assertThat(service.getEntitySetNames())
                .containsExactlyInAnyOrder("Feedback", "Sentiment", "Releases", "Accounts");
        Edm edm = olingo.getRetrieveRequestFactory()
                .getMetadataRequest(root)
                .execute()
                .getBody();
        for (EdmEntitySet set : edm.getEntityContainer().getEntitySets()) {
            EdmEntityType type = set.getEntityType();
            assertThat(type.getKeyPredicateNames()).as(set.getName()).hasSize(1);
            assertThat(type.getPropertyNames()).as(set.getName()).hasSizeGreaterThan(4);
        }
        assertThat(edm.getEntityContainer()
                        .getEntitySet("Feedback")
                        .getEntityType()
                        .getProperty("CreatedAt")
                        .getType())
                .hasToString("Edm.DateTimeOffset");
        assertThat(olingo.metadataValidation()).isNotNull();
    }

    private List<String> items(String root) {
        List<String> ids =
                read(root, "Feedback", Map.of("$select", "Id,Status,Tag,CreatedAt,Revision,Metadata")).stream()
                        .map(item -> text(item, "Id"))
                        .toList();
        assertThat(count(root, "")).isEqualTo(ROWS);
        assertThat(count(root, "?$filter=Tag%20eq%20'tag-3'")).isEqualTo((ROWS + 3) / 7);
        return ids;
    }

    /** Pages of the size wished for, each but the last full, until there is no more. */
    private List<ClientEntity> read(String root, String set, Map<String, String> options) {
        var builder = olingo.newURIBuilder(root).appendEntitySetSegment(set);
        options.forEach((name, value) -> builder.addCustomQueryOption(name, value));
        List<ClientEntity> rows = new ArrayList<>();
        long began = System.nanoTime();
        int pages = 0;
        for (URI next = builder.build(); next != null; pages++) {
            ODataEntitySetRequest<ClientEntitySet> request =
                    olingo.getRetrieveRequestFactory().getEntitySetRequest(next);
            request.setPrefer(olingo.newPreferences().maxPageSize(PAGE));
            ODataRetrieveResponse<ClientEntitySet> response = request.execute();
            ClientEntitySet page = response.getBody();
            assertThat(page.getEntities()).hasSizeLessThanOrEqualTo(PAGE);
            rows.addAll(page.getEntities());
            next = page.getNext();
        }
        System.out.printf(
                "OData: %,d rows of %s in %,d pages, %,d ms%n",
                rows.size(), set, pages, (System.nanoTime() - began) / 1_000_000);
        return rows;
    }

    private long count(String root, String filter) {
        var request =
                olingo.getRetrieveRequestFactory().getValueRequest(URI.create(root + "/Feedback/$count" + filter));
        request.setAccept("text/plain");
        return Long.parseLong(request.execute().getBody().toString());
    }

    private interface Reading {
        List<String> read();
    }

    /** Items are resolved and re-tagged as fast as one client can. */
    private static List<String> whileItemsChange(LoopClient client, Reading reading) throws InterruptedException {
        List<String> some = new ArrayList<>();
        client.get("/v1/feedback?limit=1000&tag=tag-1")
                .expect(200)
                .json()
                .path("data")
                .forEach(item -> some.add(item.path("id").asText()));
        var stop = new AtomicBoolean();
        var changes = new Thread(() -> {
            for (int i = 0; !stop.get(); i++) {
                String change = i % 2 == 0 ? "{\"status\":\"resolved\"}" : "{\"status\":\"open\",\"tag\":\"tag-2\"}";
                client.patch("/v1/feedback/" + some.get(i % some.size()), change);
            }
        });
        changes.start();
        try {
            return reading.read();
        } finally {
            stop.set(true);
            changes.join();
        }
    }

    private void rest(String root, LoopClient client) {
        client.put("/v1/releases/2.0", "{\"releasedAt\":\"2026-06-19T14:00:00Z\",\"tags\":[\"tag-1\",\"tag-2\"]}");
        client.put("/v1/accounts/acme", "{\"plan\":\"scale\",\"users\":[\"u_1\"]}");
        ClientEntity release = olingo.getRetrieveRequestFactory()
                .getEntityRequest(olingo.newURIBuilder(root)
                        .appendEntitySetSegment("Releases")
                        .appendKeySegment("2.0")
                        .build())
                .execute()
                .getBody();
        assertThat(release.getProperty("Tags").getCollectionValue()).hasSize(2);
        assertThat(read(root, "Accounts", Map.of("$filter", "Users/any(u: u eq 'u_1')")))
                .hasSize(1);

        assertThatThrownBy(() -> read(root, "Feedback", Map.of("$filter", "Tga eq 'x'")))
                .isInstanceOfSatisfying(ODataClientErrorException.class, refused -> {
                    ODataError error = refused.getODataError();
                    assertThat(error.getTarget()).isEqualTo("$filter");
                    assertThat(error.getMessage()).contains("did you mean Tag?");
                });
    }

    /** A client that wants its rows sorted reads them to the end as well. */
    private void inOrder(String root, LoopClient client, Tables tables) throws SQLException {
        caughtUp(client);
        List<String> ids =
                read(root, "Feedback", Map.of("$select", "Id", "$orderby", "Status,ExternalId desc")).stream()
                        .map(item -> text(item, "Id"))
                        .toList();
        assertThat(ids).hasSize(ROWS);
        assertThat(sha(ids))
                .isEqualTo(
                        tables.text("SELECT encode(sha256(convert_to(string_agg(id, ',' ORDER BY status COLLATE \"C\","
                                + " external_id COLLATE \"C\" DESC), 'UTF8')), 'hex') FROM feedback"));
    }

    private static String sha(List<String> ids) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(String.join(",", ids).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void caughtUp(LoopClient client) {
        String position =
                client.get("/v1/sentiment").json().at("/asOf/position").asText();
        client.get("/v1/sinks", "Loop-Position", position).expect(200);
    }

    /** Compares counts by a client that knows the tables only by their metadata with those of SQL. */
    private void againstSql(String root, LoopClient client, Tables tables) throws SQLException {
        caughtUp(client);
        assertThat(count(root, "")).isEqualTo(tables.number("SELECT count(*) FROM feedback"));
        for (String tag : List.of("tag-1", "tag-2", "tag-3")) {
            String where = "Tag eq '" + tag + "' and Status eq 'open' and Plan ne 'free'";
            assertThat(count(root, "?$filter=" + where.replace(" ", "%20")))
                    .isEqualTo(tables.number("SELECT count(*) FROM feedback WHERE tag = '" + tag
                            + "' AND status = 'open' AND plan <> 'free'"));
        }
        assertThat(count(root, "?$filter=contains(Message,'7')"))
                .isEqualTo(tables.number("SELECT count(*) FROM feedback WHERE message LIKE '%7%'"));
        Map<String, Long> ofFeed = new TreeMap<>();
        read(root, "Sentiment", Map.of("$apply", "groupby((Day,Tag,Sentiment),aggregate(Items with sum as N))"))
                .forEach(row -> ofFeed.merge(
                        text(row, "Day") + " " + text(row, "Tag") + " " + text(row, "Sentiment"),
                        number(row, "N"),
                        Long::sum));
        Map<String, Long> ofSql = new TreeMap<>();
        tables.figures("SELECT day || ' ' || tag, sum(positive), sum(neutral), sum(negative)"
                        + " FROM sentiment_by_tag_daily GROUP BY 1")
                .forEach((name, figures) -> {
                    ofSql.put(name + " positive", figures.positive());
                    ofSql.put(name + " neutral", figures.neutral());
                    ofSql.put(name + " negative", figures.negative());
                });
        ofSql.values().removeIf(count -> count == 0);
        assertThat(ofFeed).isEqualTo(ofSql);
    }

    private static String text(ClientEntity row, String name) {
        return row.getProperty(name).getPrimitiveValue().toString();
    }

    private static long number(ClientEntity row, String name) {
        return Long.parseLong(row.getProperty(name).getPrimitiveValue().toString());
    }
}

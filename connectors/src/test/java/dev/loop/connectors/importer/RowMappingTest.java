package dev.loop.connectors.importer;

import static dev.loop.connectors.importer.Importing.file;
import static dev.loop.connectors.importer.Importing.map;
import static dev.loop.connectors.importer.Importing.preview;
import static dev.loop.connectors.importer.Importing.previewed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowMappingTest {

    @TempDir
    private Path directory;

    @Test
    void shouldMapColumnsByName_whenNoneIsMapped() throws IOException {
        Path csv = file(
                directory,
                "a.csv",
                "external_id,User ID,message,Sentiment,created_at,consent,metadata.browser,unused",
                "x1,u1,hello,Positive,1735689600,yes,firefox,z");

        assertThat(preview(csv, MappingOptions.NONE))
                .containsExactly("{\"externalId\":\"x1\",\"user\":{\"id\":\"u1\"},\"message\":\"hello\","
                        + "\"sentiment\":\"positive\",\"createdAt\":\"2025-01-01T00:00:00Z\",\"consent\":true,"
                        + "\"metadata\":{\"browser\":\"firefox\"}}");
    }

    @Test
    void shouldPickByDottedPath_whenTheFileIsNdjson() throws IOException {
        Path ndjson = file(
                directory,
                "a.ndjson",
                "{\"id\":7,\"author\":{\"id\":\"u1\"},\"body\":{\"text\":\"hi\"},\"stars\":4.5,\"extra\":{\"os\":\"mac\"}}");
        MappingOptions options = Importing.values(
                map("externalId=id", "user.id=author.id", "message=body.text", "sentiment=stars", "metadata=extra"),
                "sentiment:..2=negative",
                "sentiment:3=neutral",
                "sentiment:4..=positive");

        assertThat(preview(ndjson, options))
                .containsExactly("{\"externalId\":\"7\",\"user\":{\"id\":\"u1\"},\"message\":\"hi\","
                        + "\"sentiment\":\"positive\",\"metadata\":{\"os\":\"mac\"}}");
    }

    @Test
    void shouldReadItsOwnItems_whenTheyWereExported() throws IOException {
        Path ndjson = file(
                directory,
                "a.ndjson",
                "{\"id\":\"fb_1\",\"user\":{\"id\":\"u\"},\"message\":\"\",\"sentiment\":\"neutral\",\"status\":\"resolved\","
                        + "\"createdAt\":\"2026-01-01T00:00:00.123Z\",\"resolvedAt\":\"2026-01-02T00:00:00Z\","
                        + "\"externalId\":\"e\",\"metadata\":{\"a\":\"b\"},\"consent\":false,\"revision\":3}");

        assertThat(preview(ndjson, MappingOptions.NONE))
                .containsExactly(
                        "{\"externalId\":\"e\",\"user\":{\"id\":\"u\"},\"message\":\"\",\"sentiment\":\"neutral\","
                                + "\"status\":\"resolved\",\"createdAt\":\"2026-01-01T00:00:00.123Z\","
                                + "\"resolvedAt\":\"2026-01-02T00:00:00Z\",\"consent\":false,\"metadata\":{\"a\":\"b\"}}");
    }

    @Test
    void shouldFillInConstants_whenAColumnIsEmptyOrMissing() throws IOException {
        Path csv = file(directory, "a.csv", "u,m,s,t", "a,x,1,exports", "b,,2,n/a", "c,y,3,");
        MappingOptions options = Importing.set(
                Importing.values(
                        map("user.id=u", "message=m", "sentiment=s", "tag=t", "externalId=u"),
                        "sentiment:1..2=negative",
                        "sentiment:3=neutral",
                        "tag:n/a="),
                "source=survey",
                "tag=other",
                "metadata.file=a");

        assertThat(preview(csv, options))
                .containsExactly(
                        "{\"externalId\":\"a\",\"user\":{\"id\":\"a\"},\"message\":\"x\",\"sentiment\":\"negative\","
                                + "\"tag\":\"exports\",\"source\":\"survey\",\"metadata\":{\"file\":\"a\"}}",
                        "{\"externalId\":\"b\",\"user\":{\"id\":\"b\"},\"message\":\"\",\"sentiment\":\"negative\","
                                + "\"tag\":\"other\",\"source\":\"survey\",\"metadata\":{\"file\":\"a\"}}",
                        "{\"externalId\":\"c\",\"user\":{\"id\":\"c\"},\"message\":\"y\",\"sentiment\":\"neutral\","
                                + "\"tag\":\"other\",\"source\":\"survey\",\"metadata\":{\"file\":\"a\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2015-02-24 11:35:52 -0800       | 2015-02-24T19:35:52Z
                    2026-06-19T14:00:00Z            | 2026-06-19T14:00:00Z
                    2026-06-19t14:00:00.25+02:00    | 2026-06-19T12:00:00.250Z
                    2026-06-19 14:00 Europe/Berlin  | 2026-06-19T12:00:00Z
                    2026-06-19 14:00:00 UTC         | 2026-06-19T14:00:00Z
                    2026-06-19 14:00:00             | 2026-06-19T18:00:00Z
                    2026-06-19                      | 2026-06-19T04:00:00Z
                    19.6.2026 14:00                 | 2026-06-19T18:00:00Z
                    2026/06/19 14:00                | 2026-06-19T18:00:00Z
                    Tue, 24 Feb 2015 11:35:52 -0800 | 2015-02-24T19:35:52Z
                    Tue Feb 24 11:35:52 +0000 2015  | 2015-02-24T11:35:52Z
                    1424806552                      | 2015-02-24T19:35:52Z
                    1424806552.5                    | 2015-02-24T19:35:52.500Z
                    1424806552000                   | 2015-02-24T19:35:52Z
                    """)
    void shouldReadTheTime_whenItsFormIsUsual(String text, String instant) throws Exception {
        TimeReader times = new TimeReader(new MappingOptions.Times(
                List.of(), Optional.of(java.time.ZoneId.of("America/New_York")), Optional.empty()));
        assertThat(times.read("createdAt", text)).isEqualTo(instant);
    }

    @Test
    void shouldReadTheTimeByTheFormsNamed_whenThereAreSeveral() throws IOException {
        Path csv = file(
                directory,
                "a.csv",
                "user.id,message,sentiment,createdAt,externalId",
                "u,m,neutral,03/02/2026 4:05 pm,1",
                "u,m,neutral,2026-02-04,2",
                "u,m,neutral,31/02/2026 4:05 pm,3");
        ImportPreview preview = previewed(
                csv, Importing.zone(Importing.dates(MappingOptions.NONE, "dd/MM/yyyy h:mm a", "yyyy-MM-dd"), "UTC"));

        assertThat(preview.items())
                .satisfiesExactly(
                        first -> assertThat(first.item()).contains("2026-02-03T16:05:00Z"),
                        second -> assertThat(second.item()).contains("2026-02-04T00:00:00Z"));
        assertThat(preview.reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.example().problem()).contains("31/02/2026"));
    }

    @Test
    void shouldAskBeforeAnythingIsSent_whenATimeCanBeReadInTwoWays() throws IOException {
        Path slashes = file(directory, "a.csv", "user.id,message,sentiment,createdAt", "u,m,neutral,3/2/2026 14:00");
        Path zoneless = file(directory, "b.csv", "user.id,message,sentiment,createdAt", "u,m,neutral,2026-02-03 14:00");

        assertThatThrownBy(() -> preview(slashes, MappingOptions.NONE))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("--date-format");
        assertThatThrownBy(() -> preview(zoneless, MappingOptions.NONE))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("--timezone");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mesage=text    | There is no field 'mesage'. Did you mean 'message'? The fields are, and metadata.ANYTHING and user.ANYTHING beside them: externalId, user.id
                    message=txet   | There is no column 'txet' for message. Did you mean 'text'? The columns of
                    message        | is not of the form --map FIELD=COLUMN
                    user.id=author | Nothing becomes message, which every item needs. Add --map message=COLUMN
                    """)
    void shouldSayWhatThereIs_whenANameIsUnknown(String mapping, String message) throws IOException {
        Path csv = file(directory, "a.csv", "author,text,mood", "u,m,neutral");

        assertThatThrownBy(() -> preview(csv, map(mapping)))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseTheRow_whenAValueIsOfTheWrongKind() throws IOException {
        Path ndjson = file(
                directory,
                "a.ndjson",
                "{\"user\":{\"id\":{\"deep\":1}},\"message\":\"m\",\"sentiment\":\"neutral\",\"consent\":\"maybe\",\"metadata\":[1]}",
                "{\"user\":",
                "[1]");
        ImportPreview preview = previewed(ndjson, MappingOptions.NONE);

        assertThat(preview.good()).isZero();
        assertThat(preview.refused()).isEqualTo(3);
        assertThat(preview.reasons())
                .extracting(reason -> reason.example().field())
                .containsExactlyInAnyOrder("user.id", "consent", "metadata", "", "");
    }

    @Test
    void shouldRefuseTheRow_whenItHoldsWhatTheServerDoesNotTake() throws IOException {
        String start = "{\"user\":{\"id\":\"u\"},\"sentiment\":\"neutral\",\"message\":";
        Path ndjson = file(
                directory,
                "a.ndjson",
                start + "\"half \\ud83d of a pair\"}",
                start + "\"a \\u0000\"}",
                start + "\"m\",\"tag\":\"" + "x".repeat(100_000) + "\"}",
                start + "\"m\",\"createdAt\":\"2099-01-01T00:00:00Z\"}",
                start + "\"whole \\ud83d\\ude00\"}");
        ImportPreview preview = previewed(ndjson, MappingOptions.NONE);

        assertThat(preview.good()).isEqualTo(1);
        assertThat(preview.reasons())
                .extracting(reason -> reason.line() + " " + reason.example().field())
                .containsExactlyInAnyOrder("1 message", "2 message", "3 tag", "4 createdAt");
    }
}

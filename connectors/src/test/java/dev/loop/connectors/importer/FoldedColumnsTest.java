package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of ratings, of several tags and of more of the user: they are sent as the API takes them. */
class FoldedColumnsTest {

    private static final MappingOptions REVIEWS = Importing.map("user.id=u", "message=m", "rating=stars");

    @TempDir
    private Path directory;

    @Test
    void shouldNeedNoSentiment_whenAColumnIsARating() throws IOException {
        Path file = csv("u,m,stars", "a,good,4", "b,fine,3.0", "c,none,", "d,word,four", "e,high,6", "f,half,3.5");
        ImportPreview preview =
                Importing.previewed(file, Importing.values(Importing.set(REVIEWS, "rating.of=5"), "rating:four=4"));

        assertThat(preview.items().stream().map(ImportPreview.Shown::item))
                .element(0)
                .asString()
                .contains("\"rating\":{\"value\":4,\"of\":5}")
                .doesNotContain("sentiment");
        assertThat(preview.refused()).as("above the scale; no whole number").isEqualTo(2);
    }

    @Test
    void shouldNameTheRating_whenATextIsNoNumber() throws IOException {
        Path file = csv("u,m,stars", "a,good,****");
        assertThat(refusals(file, Importing.set(REVIEWS, "rating.of=5")))
                .contains("rating.value")
                .contains("--value");
    }

    @Test
    void shouldAskForTheScale_whenARatingHasNone() throws IOException {
        Path file = csv("u,m,stars", "a,good,4");
        assertThatThrownBy(() -> Importing.preview(file, REVIEWS))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("--set rating.of=5")
                .hasMessageContaining("--set rating.of=10");
    }

    @Test
    void shouldOfferARating_whenNothingBecomesTheSentiment() throws IOException {
        Path file = csv("u,m,stars", "a,good,4");
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(source, Importing.map("user.id=u", "message=m"))) {
            assertThat(mapping.warnings()).singleElement().asString().contains("rules", "--map rating=COLUMN");
        }
        assertThat(Importing.previewed(file, Importing.map("user.id=u", "message=m"))
                        .good())
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseAges_sinceAFileDoesNotTellWhenItWasWritten() throws IOException {
        Path file = csv("u,m,age", "a,good,4");
        assertThatThrownBy(() -> Importing.preview(file, Importing.map("user.id=u", "message=m", "ageSeconds=age")))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("createdAt=COLUMN");
        Path lines = Importing.file(directory, "in.ndjson", line("\"sentiment\":\"neutral\",\"ageSeconds\":9"));
        try (RowSource source = RowSource.open(lines.toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(source, MappingOptions.NONE)) {
            assertThat(mapping.warnings()).singleElement().asString().contains("ageSeconds");
            assertThat(mapping.sample(1)).first().asString().doesNotContain("ageSeconds");
        }
    }

    @Test
    void shouldTakeColumnsOfTheUser_whenTheyAreNamedSo() throws IOException {
        Path file = csv("user.id,user.email,user.name,message,sentiment", "u,a@example.com,,m,neutral");
        assertThat(Importing.preview(file, MappingOptions.NONE))
                .first()
                .asString()
                .contains("\"user\":{\"id\":\"u\",\"email\":\"a@example.com\"},");
        assertThat(Importing.preview(
                        csv("u,mail,m,s", "u,a@example.com,m,neutral"),
                        Importing.map("user.email=mail", "user.id=u", "message=m", "sentiment=s")))
                .first()
                .asString()
                .contains("\"user\":{\"id\":\"u\",\"email\":\"a@example.com\"},");
    }

    @Test
    void shouldSplitATextAtItsCommas_whenItBecomesTags() throws IOException {
        Path file = csv("u,m,s,labels", "u,m,neutral,\"a, b\"");
        assertThat(Importing.preview(file, Importing.map("user.id=u", "message=m", "sentiment=s", "tags=labels")))
                .first()
                .asString()
                .contains("\"tags\":[\"a\",\" b\"]");
    }

    @Test
    void shouldNameTheId_whenAColumnIsToBeTheUser() {
        assertThatThrownBy(() -> Importing.map("user=author").columns()).hasMessageContaining("'user.id'");
    }

    @Test
    void shouldTakeALineAsTheApiDoes_whenItIsJson() throws IOException {
        Path file = Importing.file(
                directory,
                "in.ndjson",
                "{\"user\":{\"id\":\"u\",\"email\":\"a@example.com\",\"seats\":3,\"fax\":null},\"message\":\"m\","
                        + "\"rating\":{\"value\":9,\"of\":10},\"tag\":\"a\",\"tags\":[\"b\",\"c\"]}",
                line("\"sentiment\":\"neutral\""));
        ImportPreview preview = Importing.previewed(file, MappingOptions.NONE);

        assertThat(preview.refused()).isZero();
        assertThat(preview.items().get(0).item())
                .contains("\"user\":{\"id\":\"u\",\"email\":\"a@example.com\",\"seats\":\"3\"}")
                .contains("\"rating\":{\"value\":9,\"of\":10}")
                .contains("\"tag\":\"a\",\"tags\":[\"b\",\"c\"]");
    }

    @Test
    void shouldBeTheRowItWas_whenItHasNoneOfThese() throws IOException {
        // Never change this: the rows of files that were imported would be taken in twice.
        Path file = Importing.file(
                directory,
                "in.ndjson",
                "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\",\"tags\":[\"a\",\"b\"]}");
        assertThat(Importing.preview(file, Importing.named(MappingOptions.NONE, "reviews")))
                .first()
                .asString()
                .contains("\"externalId\":\"row-666d18f1b1b26a129fcc27124fb7f05a\"");
    }

    private static String line(String members) {
        return "{\"user\":{\"id\":\"u\"},\"message\":\"m\"," + members + "}";
    }

    private Path csv(String... lines) throws IOException {
        return Importing.file(directory, "in.csv", lines);
    }

    private static String refusals(Path file, MappingOptions options) {
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(source, options)) {
            return List.copyOf(mapping.sample(10)).toString();
        }
    }
}

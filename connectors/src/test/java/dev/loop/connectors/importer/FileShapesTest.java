package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileShapesTest {

    private static final MappingOptions MAPPED =
            Importing.map("user.id=u", "message=m", "sentiment=s", "tag=t", "externalId=id");

    @TempDir
    private Path directory;

    private RowSource open(String text, int skip, int skipAfterHeader) throws IOException {
        Path file = Files.writeString(directory.resolve("a.csv"), text);
        return RowSource.open(
                file.toString(),
                new RowSource.Options(
                        Optional.empty(),
                        StandardCharsets.UTF_8,
                        Optional.empty(),
                        Dialect.RFC_4180,
                        skip,
                        skipAfterHeader,
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;\n", "sep=;\r\n", "\"sep=;\"\n", "SEP=;\n", "\uFEFFsep=;\n", "sep=;;;;\n", "sep=;\r"})
    void shouldSetTheDelimiter_whenTheFirstLineIsForExcel(String line) throws IOException {
        try (RowSource source = open(line + "a,b;c\n1;2\n", 0, 0)) {
            assertThat(source.columns()).containsExactly("a,b", "c");
            assertThat(source.next()).isEqualTo(new Row.Csv(3, List.of("1", "2")));
        }
        try (RowSource source = open("sep=\\t\na;b\tc\n1\t2\n", 0, 0)) {
            assertThat(source.columns()).containsExactly("a;b", "c");
        }
    }

    @Test
    void shouldSkipWhatExplains_whenItIsSaidHowMuch() throws IOException {
        try (RowSource source = open("Reviews export\nof \"June\na,b\nThe\n1,2\n", 2, 0)) {
            assertThat(source.columns()).containsExactly("a", "b");
        }
        try (RowSource source = open("a,b\n\"of\ntwo lines\",x\n1,2\n", 0, 1)) {
            assertThat(source.next()).isEqualTo(new Row.Csv(4, List.of("1", "2")));
        }
    }

    @Test
    void shouldMakeNoItemsOfThem_whenRowsNameImportIds() throws IOException {
        String rows = "StartDate,Q1\nStart Date,\"Why,\nthen?\"\n"
                + "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Asia/Kolkata\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n"
                + "2026-06-15 09:00:00,Good\n";
        try (RowSource source = open(rows, 0, 0)) {
            assertThat(source.zone()).contains(java.time.ZoneId.of("Asia/Kolkata"));
            assertThat(((Row.Csv) source.next()).fields()).containsExactly("2026-06-15 09:00:00", "Good");
            assertThat(source.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tags | exports | exports,vip",
                "tags.0 | exports |",
                "tags[1] | vip |",
                "labels[*].name | bug | bug,ui",
                "labels.1.name | ui |",
                "none | |",
                "labels[name=ui].id | 2 |"
            })
    void shouldFindTheValue_whenItIsInAList(String path, String tag, String tags) throws IOException {
        Path file = Importing.file(
                directory,
                "a.ndjson",
                "{\"id\":1,\"u\":\"t1\",\"m\":\"m\",\"s\":\"negative\",\"tags\":[\"exports\",\"vip\"],\"none\":[],"
                        + "\"labels\":[{\"id\":1,\"name\":\"bug\"},{\"id\":2,\"name\":\"ui\"}]}");
        MappingOptions options = Importing.map("user.id=u", "message=m", "sentiment=s", "externalId=id", "tag=" + path);

        String item = Importing.preview(file, options).get(0);

        assertThat(item.contains("\"tag\":")).isEqualTo(tag != null);
        if (tag != null) {
            assertThat(item).contains("\"tag\":\"" + tag + "\"");
        }
        assertThat(item.contains("\"tags\":\"" + tags + "\"")).isEqualTo(tags != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.23E+17", "\"9,00719925474099E+15\""})
    void shouldRefuseTheRow_whenASpreadsheetHasRoundedItsId(String id) throws IOException {
        Path file = Importing.file(directory, "r.csv", "id,u,m,s,t", id + ",u,m,neutral,", "7E+7x,u,m,neutral,");

        assertThat(Importing.previewed(file, MAPPED).reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.example().problem()).contains("spreadsheet has rounded"));
    }

    @Test
    void shouldGiveAdviceThatCanBeFollowed_whenAListIsNoText() throws IOException {
        Path file = Importing.file(
                directory,
                "a.ndjson",
                "{\"id\":1,\"u\":[\"x\",\"y\"],\"m\":{\"text\":\"m\"},\"s\":[{\"k\":\"negative\"}],\"t\":[]}");

        ImportPreview preview = Importing.previewed(file, MAPPED);
        assertThat(preview.reasons().stream().map(reason -> reason.example().remedy()))
                .anyMatch(remedy -> remedy.contains("u.0"))
                .anyMatch(remedy -> remedy.contains("m.text"))
                .anyMatch(remedy -> remedy.contains("s[*].k"));

        MappingOptions followed =
                Importing.map("user.id=u.0", "message=m.text", "sentiment=s[*].k", "tag=t", "metadata.all=u");
        assertThat(Importing.preview(file, followed).get(0))
                .contains("\"all\":\"x,y\"")
                .doesNotContain("\"tag\"");
    }

    @Test
    void shouldReadListsAndPages_whenTheFileIsNoLineAnObject() throws IOException {
        String row = "{\"id\":%d,\"u\":\"a\",\"m\":\"m\",\"s\":\"neutral\"}";
        for (String text : List.of(
                "[" + row + "," + row + "]",
                "{\"next\":null,\"data\":[" + row + ",\n" + row + "]}",
                "{\n \"users\":[{\"id\":3}],\n \"results\": [\n" + row + ",\n" + row + "\n]\n}",
                "{\"items\":[" + row + "]}\n{\"items\":[" + row + "]}",
                row + "\n" + row + "\n")) {
            Path file = Files.writeString(directory.resolve("p.json"), String.format(text, 1, 2));
            RowSource.Options pages = Importing.FOUND_OUT;
            if (text.startsWith("{\"items")) {
                pages = new RowSource.Options(
                        Optional.of(RowSource.Format.JSON),
                        pages.encoding(),
                        Optional.empty(),
                        Dialect.RFC_4180,
                        0,
                        0,
                        List.of());
            }
            try (RowSource source = RowSource.open(file.toString(), pages)) {
                assertThat(source.columns()).as(text).containsExactly("id", "u", "m", "s");
                assertThat(source.next()).as(text).isNotNull();
                assertThat(((Row.Json) source.next()).object().get("id").asInt())
                        .isEqualTo(2);
                assertThat(source.next()).as(text).isNull();
            }
        }
    }

    @Test
    void shouldHoldOneObjectAtATime_whenAPageIsLong() throws IOException {
        Path file = directory.resolve("long.json");
        long rows = 200_000;
        try (var out = Files.newBufferedWriter(file)) {
            out.write("{\"tickets\":[");
            for (long i = 0; i < rows; i++) {
                out.write((i == 0 ? "" : ",") + "{\"id\":" + i + "}");
            }
            out.write("],\"end_of_stream\":true}");
        }
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
            long read = 0;
            for (Row row = source.next(); row != null; row = source.next()) {
                // Were the page read as a whole, all of it would be read before the first row.
                if (read == 0) {
                    assertThat(source.bytesRead()).isLessThan(Files.size(file) / 2);
                }
                read++;
            }
            assertThat(read).isEqualTo(rows);
        }
    }

    @Test
    void shouldSayWhatIsMissing_whenAPageHasNoRows() throws IOException {
        Path file = Files.writeString(directory.resolve("p.json"), "{\n\"a\": 1\n}\n");

        assertThatThrownBy(() -> RowSource.open(file.toString(), Importing.FOUND_OUT))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("without a list of objects", "data, items");
    }

    @Test
    void shouldProposeAMapping_whenTheColumnsAreCalledAsElsewhere() throws IOException {
        Path file = Importing.file(
                directory,
                "p.csv",
                "Ticket ID,Customer,Review,Stars,Date,Category",
                "1,ann,Too slow,1,25/06/2026,exports",
                "2,bob,Great,5,01/06/2026,");
        MappingOptions asked = Importing.zone(MappingOptions.NONE, "UTC");
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
            MappingOptions found = Proposal.of(source, asked).orElseThrow();
            assertThat(found.map())
                    .containsExactly(
                            "externalId=Ticket ID",
                            "user.id=Customer",
                            "message=Review",
                            "sentiment=Stars",
                            "createdAt=Date",
                            "tag=Category");
            assertThat(found.times().formats()).containsExactly("dd/MM/yyyy");
            try (RowMapping mapping = new RowMapping(source, found)) {
                assertThat(mapping.sample(3).get(0)).contains("\"sentiment\":\"negative\"", "2026-06-25T00:00:00Z");
            }
        }
        // The first of June or the sixth of January: nobody can tell.
        Path twofold = Importing.file(directory, "t.csv", "author,comment,nps,date", "ann,Too slow,0,01/06/2026");
        try (RowSource source = RowSource.open(twofold.toString(), Importing.FOUND_OUT)) {
            MappingOptions found = Proposal.of(source, asked).orElseThrow();
            assertThat(found.times().formats()).isEmpty();
            assertThat(found.values()).contains("sentiment:0..6=negative");
        }
        Path nothing = Importing.file(directory, "n.csv", "a,b", "1,2");
        try (RowSource source = RowSource.open(nothing.toString(), Importing.FOUND_OUT)) {
            assertThat(Proposal.of(source, asked)).isEmpty();
        }
    }

    /** The API writes an apostrophe before text that a spreadsheet would take for a formula, and before its own. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveBackEveryText_whenTheFileIsTheApisOwn(long seed) throws IOException {
        Random random = new Random(seed);
        String[] pieces = {"'", "=", "+", "-", "@", "a", "", "already", "'"};
        String header = "id,user.id,message,sentiment,tag,receivedAt,updatedAt,revision";
        for (int i = 0; i < 200; i++) {
            String text = pieces[random.nextInt(pieces.length)]
                    + pieces[random.nextInt(pieces.length)]
                    + pieces[random.nextInt(pieces.length)];
            String written = text.matches("[=+\\-@'].*") ? "'" + text : text;
            // An id may be marked as text: ids=text.
            String id = text + "0";
            String writtenId = random.nextBoolean() || id.matches("[=+\\-@'].*") ? "'" + id : id;
            Path file =
                    Importing.file(directory, "o.csv", header, "fb_1," + writtenId + "," + written + ",neutral,t,,,1");
            try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
                List<String> fields = ((Row.Csv) source.next()).fields();
                assertThat(fields.get(1)).isEqualTo(id);
                assertThat(fields.get(2)).isEqualTo(text);
            }
        }
        // Another's file is left as it is.
        Path foreign = Importing.file(directory, "f.csv", "user.id,message,sentiment", "x,'+1,neutral");
        try (RowSource source = RowSource.open(foreign.toString(), Importing.FOUND_OUT)) {
            assertThat(((Row.Csv) source.next()).fields().get(1)).isEqualTo("'+1");
        }
    }

    /** What a machine said of an item must not become the word of its sender. */
    @Test
    void shouldLeaveTheSentimentOut_whenAMachineSaidIt() throws IOException {
        Path csv = Importing.file(
                directory,
                "judged.csv",
                "id,user.id,message,sentiment,judgedBy,receivedAt,updatedAt,revision",
                "fb_1,u,slow,negative,model,,,1",
                "fb_2,u,slow,negative,,,,1");
        try (RowSource source = RowSource.open(csv.toString(), Importing.FOUND_OUT)) {
            assertThat(((Row.Csv) source.next()).fields()).containsSubsequence("slow", "", "model");
            assertThat(((Row.Csv) source.next()).fields()).containsSubsequence("slow", "negative", "");
        }
        String said = "{\"message\":\"slow\",\"sentiment\":\"negative\",\"receivedAt\":\"\",\"revision\":1}";
        Path lines = Importing.file(
                directory,
                "judged.ndjson",
                said.replace("\"receivedAt\"", "\"judgement\":{\"by\":\"rules\"},\"receivedAt\""),
                said);
        try (RowSource source = RowSource.open(lines.toString(), Importing.FOUND_OUT)) {
            assertThat(((Row.Json) source.next()).object().has("sentiment")).isFalse();
            assertThat(((Row.Json) source.next()).object().has("sentiment")).isTrue();
        }
    }
}

package dev.loop.api.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the meaning of {@code $filter}, and its errors. */
class ExpressionTest {

    private static final Shape SHAPE = Shape.of(
            ODataColumn.required("Id", ValueType.STRING, ""),
            ODataColumn.optional("Tag", ValueType.STRING, ""),
            ODataColumn.required("Items", ValueType.INT64, ""),
            ODataColumn.optional("Share", ValueType.DOUBLE, ""),
            ODataColumn.optional("Consent", ValueType.BOOLEAN, ""),
            ODataColumn.required("Day", ValueType.DATE, ""),
            ODataColumn.required("CreatedAt", ValueType.TIME, ""),
            ODataColumn.required("Tags", ValueType.STRINGS, ""),
            ODataColumn.required("Metadata", ValueType.ENTRIES, ""));

    private static final Map<String, @Nullable Object> ROW = row();

    private static Map<String, @Nullable Object> row() {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("Id", "it's");
        row.put("Tag", "exports");
        row.put("Items", 7L);
        row.put("Share", 0.5);
        row.put("Consent", null);
        row.put("Day", LocalDate.of(2026, 6, 19));
        row.put("CreatedAt", Instant.parse("2026-06-19T14:02:11.500Z"));
        row.put("Tags", List.of("exports", "billing"));
        row.put("Metadata", Map.of("browser", "Firefox", "os", "Linux"));
        return row;
    }

    private static boolean accepts(String filter) {
        return ExpressionReader.whole("$filter", filter, SHAPE).accepts(ROW::get);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tag eq 'exports'",
                "'exports' eq Tag",
                "Tag ne 'billing' and Items ge 7",
                "Tag ne null",
                "Consent eq null",
                "Id eq 'it''s'",
                "Tag in ('billing','exports')",
                "Consent in (null,true)",
                "Items in (1,7)",
                "not (Tag eq 'billing')",
                "not contains(Tag,'x') or contains(Tag,'xp')",
                "startswith(Tag,'exp') and endswith(Tag,'rts')",
                "tolower('EXPORTS') eq Tag and toupper(Tag) eq 'EXPORTS'",
                "length(Tag) eq 7 and trim(' a ') eq 'a'",
                "Items gt 6 and Items lt 8 and Items le 7",
                "Items eq 7.0 and Share eq 0.5 and Share lt 1 and Items gt -3",
                "Tag eq 'a' and Tag eq 'b' or Items eq 7",
                "(Tag eq 'a' or Tag eq 'exports') and (Items eq 7)",
                "CreatedAt eq 2026-06-19T14:02:11.5Z",
                "CreatedAt gt 2026-06-19T14:02:11Z and CreatedAt lt 2026-06-20",
                "CreatedAt ge 2026-06-19T16:02:11.5+02:00",
                "CreatedAt ge 2026-06-19T16:02:11.5 02:00",
                "Day eq 2026-06-19 and Day le 2026-06-19T00:00:00Z and Day gt 2026-06-18",
                "year(CreatedAt) eq 2026 and month(Day) eq 6 and day(CreatedAt) eq 19 and hour(CreatedAt) eq 14",
                "minute(CreatedAt) eq 2 and date(CreatedAt) eq 2026-06-19",
                "Tags/any(t: t eq 'billing')",
                "Tags/any(t:startswith(t,'b')) and not Tags/any(t: t eq 'x')",
                "Tags/all(t: length(t) eq 7)",
                "Tags/any()",
                "Tags/any(t: t eq Tag)",
                "Metadata/any(m: m/Key eq 'browser' and m/Value eq 'Firefox')",
                "contains(Tag,null) or true"
            })
    void shouldAccept_whenTrueOfTheRow(String filter) {
        assertThat(accepts(filter)).as(filter).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tag eq 'Exports'",
                "Tag eq null",
                "Consent eq true",
                "Consent ne null",
                "Consent",
                "not Consent",
                "Consent or false",
                "null",
                "Items gt null",
                "contains(Tag,null)",
                "not contains(Tag,null)",
                "Tag eq 'exports' and Tag ne 'exports'",
                "Tag in ('billing')",
                "Items gt 7",
                "Items lt 7",
                "Day lt 2026-06-19",
                "CreatedAt le 2026-06-19",
                "Tags/all(t: t eq 'exports')",
                "Metadata/any(m: m/Key eq 'browser' and m/Value eq 'Linux')"
            })
    void shouldNotAccept_whenFalseOrUnknownOfTheRow(String filter) {
        assertThat(accepts(filter)).as(filter).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Tga eq 'x'                   | at position 1 is 'Tga'                 | did you mean Tag
            Tag eq x                     | at position 8 is 'x', which is not a p | Known are Id
            Tag eq 'x                    | at position 8 begins a text            | close it
            Tag eq                       | at position 7 is the end               | expected a property
            Tag eq 5                     | at position 5 compares Edm.String      | single quotes
            Tag                          | at position 1 is of type Edm.String    | a comparison
            Tag eq 'x' Items             | at position 12 is 'Items'              | expected its end
            (Tag eq 'x'                  | at position 12 is the end              | expected )
            Tag eq \u201cx\u201d         | at position 8 is                       | single quotes
            contains(Tag)                | at position 1 gives contains 1         | it takes 2
            contains(Items,'x')          | at position 10 is of type Edm.Int64    | contains takes Edm.String
            countains(Tag,'x')           | at position 1 is 'countains', which is | known are contains
            Tags eq 'x'                  | at position 6 compares a collection    | use any
            Tags/any(t: x eq 'x')        | at position 13 is 'x'                  | and here t
            Tags/any(Tag: Tag eq 'x')    | at position 10 is 'Tag', which is taken| another name
            Tag/any(t: t eq 'x')         | at position 1 is 'Tag', which is not a | Known are
            Tag in ()                    | at position 9 is ')'                   | expected a property
            Tag in (Id)                  | at position 9 is not a value           | values in parentheses
            Items eq 5x                  | at position 10 is '5x'                 | not a number
            CreatedAt gt 2026-13-01      | at position 14 is '2026-13-01'         | not a number, date or time
            Items eq 99999999999999999999| at position 10 is '999                 | not a number
            Tag eq 'x' and Items         | at position 16 is of type Edm.Int64    | a comparison
            """)
    void shouldNameThePlace_whenItMeansNothing(String filter, String problem, String remedy) {
        assertThatThrownBy(() -> accepts(filter)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem()).isEqualTo(Problem.INVALID_PARAMETER);
            assertThat(refused.errors().get(0).field()).isEqualTo("$filter");
            assertThat(refused.getMessage()).contains(problem.strip()).contains(remedy.strip());
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Items add 1 eq 8           | the operator add at position 7
            substring(Tag,1) eq 'x'    | the function substring at position 1
            geo.distance(Tag,Tag) eq 1 | the function geo.distance at position 1
            $it/Tag eq 'x'             | $it at position 1
            CreatedAt eq duration'P1D' | values of the type duration at position 14
            Tag has 'x'                | the operator has at position 5
            """)
    void shouldSayWhatThereIsNot_whenODataHasIt(String filter, String what) {
        assertThatThrownBy(() -> accepts(filter)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem()).isEqualTo(Problem.NOT_SUPPORTED);
            assertThat(refused.getMessage()).contains(what);
        });
    }

    @Test
    void shouldHaveLimits_whenItIsLongOrDeep() {
        assertThat(accepts("(".repeat(200) + "true" + ")".repeat(200))).isTrue();
        assertThatThrownBy(() -> accepts("(".repeat(201) + "true" + ")".repeat(201)))
                .hasMessageContaining("more than 200 deep");
        assertThatThrownBy(() -> accepts("not ".repeat(201) + "true")).hasMessageContaining("more than 200 deep");
        assertThat(accepts("(".repeat(199) + "Tag eq 'a'" + " or Tag eq 'exports')".repeat(199)))
                .isTrue();
        assertThat(accepts("true or ".repeat(999) + "false")).isTrue();
        assertThatThrownBy(() -> accepts("true or ".repeat(1000) + "false")).hasMessageContaining("more than 8000");
        assertThat(accepts("Id eq '" + "''".repeat(3_000) + "'")).isFalse();
        assertThatThrownBy(() -> accepts("Tag in (" + "'a',".repeat(500) + "'a')"))
                .hasMessageContaining("at most 500");
    }
}

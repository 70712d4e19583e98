package dev.loop.api.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.odata.Transformation.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the effect of {@code $apply} on rows, and its errors. */
class ApplyReaderTest {

    private static final Shape SHAPE = Shape.of(
            ODataColumn.optional("Tag", ValueType.STRING, ""),
            ODataColumn.optional("Items", ValueType.INT64, ""),
            ODataColumn.required("Day", ValueType.DATE, ""),
            ODataColumn.required("Tags", ValueType.STRINGS, ""));

    private static ODataRow row(@Nullable String tag, @Nullable Long items) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("Tag", tag);
        values.put("Items", items);
        return values::get;
    }

    private static List<List<@Nullable Object>> grouped(String apply, ODataRow... rows) {
        Grouping grouping = (Grouping) ApplyReader.read(apply, SHAPE).get(0);
        var groups = new Groups(grouping, () -> {});
        Arrays.stream(rows).forEach(row -> groups.add(row, 2));
        List<List<@Nullable Object>> found = new ArrayList<>();
        for (ODataRow row : groups.rows()) {
            List<@Nullable Object> values = new ArrayList<>();
            grouping.shape().names().forEach(name -> values.add(row.value(name)));
            found.add(values);
        }
        return found;
    }

    @Test
    void shouldPutRowsTogether_whenGrouped() {
        String all = "aggregate(Items with sum as Sum,Items with min as Least,Items with max as Most,"
                + "Items with average as Mean,$count as Rows)";

        assertThat(grouped("groupby((Tag)," + all + ")", row("a", 1L), row(null, 5L), row("a", 4L), row("a", null)))
                .containsExactlyInAnyOrder(
                        Arrays.asList("a", 10L, 1L, 4L, 2.5, 6L), Arrays.asList(null, 10L, 5L, 5L, 5.0, 2L));
        assertThat(grouped(all)).containsExactly(Arrays.asList(null, null, null, null, 0L));
        assertThat(grouped("groupby((Tag))", row("a", 1L), row("a", 1L))).containsExactly(List.of("a"));
    }

    @Test
    void shouldKnowTheNewColumns_whenStepsFollow() {
        List<Transformation> steps = ApplyReader.read(
                "filter(Items gt 1)/groupby((Tag),aggregate(Items with average as Mean))/filter(Mean gt 1.5)/identity",
                SHAPE);

        assertThat(steps).hasSize(3);
        assertThat(((Grouping) steps.get(1)).shape().columns())
                .extracting(ODataColumn::type)
                .containsExactly(ValueType.STRING, ValueType.DOUBLE);
        assertThatThrownBy(() -> ApplyReader.read("groupby((Tag))/filter(Items gt 1)", SHAPE))
                .hasMessageContaining("position 23 is 'Items', which is not a property");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            groupby((Tga))                              | at position 10 is 'Tga'           | did you mean Tag
            groupby(Tag)                                | at position 9 is 'Tag'            | groupby((Tag,Plan))
            groupby((Tag,Tag))                          | at position 14 is named twice     | once
            groupby((Tags))                             | at position 10 is a collection    | one value
            aggregate(Items as N)                       | at position 17 is 'as'            | Items with sum as N
            aggregate(Tag with sum as N)                | puts Edm.String together by sum   | a number
            aggregate(Items with total as N)            | is 'total', which is not a method | sum, min, max
            aggregate(Items with sum)                   | at position 25 is ')'             | expected as
            aggregate($count as N,Items with sum as N)  | names two columns 'N'             | its own
            groupby((Tag),aggregate($count as Tag))     | names two columns 'Tag'           | its own
            aggregat($count as N)                       | at position 1 is 'aggregat'       | use filter
            filter(Items gt 1)filter(Items gt 2)        | at position 19 is 'filter'        | its end
            """)
    void shouldNameThePlace_whenItMeansNothing(String apply, String problem, String remedy) {
        assertThatThrownBy(() -> ApplyReader.read(apply, SHAPE))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem()).isEqualTo(Problem.INVALID_PARAMETER);
                    assertThat(refused.getMessage())
                            .startsWith("$apply ")
                            .contains(problem)
                            .contains(remedy);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        aggregate(Tag with countdistinct as N)       | the method countdistinct
        aggregate(Items with my.own as N)            | the method my.own
        groupby((rollup(Tag,Day)))                   | rollup
        topcount(3,Items)                            | the transformation topcount
        groupby((Tag),filter(Items gt 1))            | filter inside of groupby
        compute(Items as N)                          | the transformation compute
        """)
    void shouldSayWhatThereIsNot_whenODataHasIt(String apply, String what) {
        assertThatThrownBy(() -> ApplyReader.read(apply, SHAPE))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem()).isEqualTo(Problem.NOT_SUPPORTED);
                    assertThat(refused.getMessage()).contains(what);
                });
    }
}

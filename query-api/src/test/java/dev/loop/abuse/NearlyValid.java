package dev.loop.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes calls that are nearly valid, from a seed: a reader of values most likely fails on these. */
final class NearlyValid {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "0",
            "-1",
            "1e400",
            "-1e999999",
            "1e-999999",
            "NaN",
            "INF",
            "9223372036854775808",
            "0x10",
            "١٢",
            "null",
            "true",
            "[]",
            "{}",
            "'",
            "\"",
            "\\",
            "%",
            "\u0000",
            "\u202e",
            "\ud83d\ude00",
            "\ufffd",
            "a".repeat(3_000),
            "0001-01-01",
            "9999-12-31",
            "+999999999-12-31T23:59:59.999999999Z",
            "-999999999-01-01",
            "2026-02-30",
            "2026-06-01T00:00:00+18:00",
            "24:00",
            "P1D",
            "99999999999999d",
            "UTC",
            "../../x",
            "a,b,c,d,e,f",
            "tag,tag",
            "metadata.",
            "metadata." + "k".repeat(200),
            "*",
            "~",
            "a~2 OR (b",
            "\"open",
            "0:1,0:2",
            "0:-1",
            "4294967296:0",
            "fb_00000000000000000000000000",
            "fb_zzzzzzzzzzzzzzzzzzzzzzzzzzz",
            "AAAA",
            "AQQAAAIAAAAAAA",
            "csv",
            "parquet");

    private static final List<String> TERMS = List.of(
            "Tag",
            "Revision",
            "CreatedAt",
            "Message",
            "Items",
            "Day",
            "Consent",
            "Metadata",
            "Nothing",
            "null",
            "true",
            "1",
            "-1",
            "1e400",
            "-1e999999",
            "9".repeat(400),
            "INF",
            "NaN",
            "'x'",
            "''''",
            "2026-06-01",
            "9999-12-31",
            "2026-06-01T00:00:00Z",
            "+999999999-12-31T00:00:00Z",
            "duration'P1D'",
            "length(Message)",
            "year(CreatedAt)",
            "date(CreatedAt)",
            "tolower(Tag)",
            "trim(Message)",
            "Metadata/any(m:m/Key eq 'a')");

    private static final List<String> OPERATORS =
            List.of("eq", "ne", "gt", "ge", "lt", "le", "in", "and", "or", "has", "add", "div", "mod");

    private static final List<String> SCHEMA_VALUES = List.of(
            "2147483647",
            "-1",
            "1e999999999",
            "9223372036854775808",
            "null",
            "[]",
            "{}",
            "\"\"",
            "\"int\"",
            "\"R\"",
            "\"a.b\"",
            "\"\\u0000\"",
            "[\"null\",\"null\"]",
            "true");

    private final Random random;

    NearlyValid(long seed) {
        this.random = new Random(seed);
    }

    String value() {
        return one(VALUES);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    /** Returns an option of OData, its name and its value. */
    String odata() {
        return switch (random.nextInt(5)) {
            case 0 -> "$orderby=" + encode(one(TERMS) + (chance(2) ? " desc" : ""));
            case 1 ->
                "$apply="
                        + encode("filter(" + expression(2) + ")/groupby((" + one(TERMS) + "),aggregate(" + one(TERMS)
                                + " with " + one(List.of("sum", "min", "max", "average", "countdistinct")) + " as N))");
            case 2 ->
                one(List.of("$top=", "$skip=", "$skiptoken=", "$count=", "$format=", "$select=")) + encode(value());
            default -> "$filter=" + encode(expression(3));
        };
    }

    private String expression(int depth) {
        if (depth == 0 || chance(4)) {
            return one(TERMS) + " " + one(OPERATORS) + " "
                    + (chance(5) ? "(" + one(TERMS) + "," + one(TERMS) + ")" : one(TERMS));
        }
        String inner = expression(depth - 1);
        return switch (random.nextInt(4)) {
            case 0 -> "not (" + inner + ")";
            case 1 -> "(" + inner + ") and " + expression(depth - 1);
            case 2 -> inner + " or " + expression(depth - 1);
            default -> chance(6) ? inner.substring(0, random.nextInt(inner.length() + 1)) : inner;
        };
    }

    /** Returns a body for the registry with a schema in which a value or two is another. */
    String schema() {
        String text = """
                {"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":"int","default":0},
                {"name":"b","type":{"type":"enum","name":"E","symbols":["X","Y"],"default":"X"}},
                {"name":"c","type":{"type":"fixed","name":"F","size":8}},
                {"name":"d","type":["null",{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}]},
                {"name":"e","type":{"type":"array","items":{"type":"map","values":"double"}},"default":[]}]}""";
        List<String> parts = new ArrayList<>(List.of(text.split("(?<=:)|(?=[,}\\]])")));
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            parts.set(random.nextInt(parts.size()), one(SCHEMA_VALUES));
        }
        ObjectNode body = JSON.createObjectNode().put("schema", String.join("", parts));
        if (chance(4)) {
            body.put(one(List.of("schemaType", "references", "version", "id")), value());
        }
        return body.toString();
    }

    /** Returns a body in which one value is another. */
    String body(JsonNode example) {
        JsonNode copy = example.deepCopy();
        List<JsonNode> holders = new ArrayList<>();
        collect(copy, holders);
        if (holders.isEmpty()) {
            return value();
        }
        JsonNode holder = one(holders);
        if (holder instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(chance(5) ? value() : one(names), strange());
        } else if (holder instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), strange());
        }
        return copy.toString();
    }

    private JsonNode strange() {
        return switch (random.nextInt(6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.createArrayNode().add(value());
            case 2 -> JSON.createObjectNode().put("a", value());
            case 3 ->
                JSON.getNodeFactory()
                        .numberNode(new BigDecimal(one(List.of("-1", "1e400", "1e-400", "9223372036854775808"))));
            case 4 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            default -> JSON.getNodeFactory().textNode(value());
        };
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode() && !node.isEmpty()) {
            holders.add(node);
            node.forEach(child -> collect(child, holders));
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

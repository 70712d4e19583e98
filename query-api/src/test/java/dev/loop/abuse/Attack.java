package dev.loop.abuse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.loop.abuse.Wire.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code attacks.yaml}, whose head explains the fields.
 *
 * @param raw the bytes of a whole request, in place of {@code call}
 * @param within limit of milliseconds until the answer is whole; 0 for the usual one
 */
record Attack(
        String name,
        @Nullable String call,
        @Nullable String raw,
        @Nullable String key,
        @Nullable Map<String, String> headers,
        @Nullable String json,
        @Nullable String body,
        @Nullable String type,
        List<String> expect,
        @Nullable String has,
        @Nullable String never,
        int within) {

    private static final int USUAL_MILLIS = 2_000;

    /** The internals that no answer may reveal. */
    private static final Pattern INSIDES =
            Pattern.compile("\\bdev\\.loop\\.|\\bjava\\.(lang|util|io)\\.|org\\.(apache|eclipse)\\.|\\w+Exception\\b");

    static List<Attack> all() {
        ObjectMapper yaml =
                new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
        try (InputStream list = Attack.class.getResourceAsStream("/abuse/attacks.yaml")) {
            List<Attack> attacks = List.of(yaml.readValue(list, Attack[].class));
            List<String> names = attacks.stream().map(Attack::name).toList();
            if (names.stream().distinct().count() != names.size()) {
                throw new IllegalStateException("Two attacks of attacks.yaml have one name.");
            }
            return attacks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer on(Scene scene) {
        if (raw != null) {
            byte[] bytes = scene.fill(raw).getBytes(StandardCharsets.ISO_8859_1);
            return Scene.patiently(() -> scene.wire.say(bytes, Scene.PATIENCE_MILLIS));
        }
        String[] methodAndPath = call == null ? new String[0] : call.split(" ", 2);
        if (methodAndPath.length != 2) {
            throw new IllegalArgumentException(name + " has neither raw nor call: METHOD PATH");
        }
        var more = new LinkedHashMap<String, String>();
        if (type != null) {
            more.put("Content-Type", type);
        }
        if (headers != null) {
            headers.forEach((header, value) -> more.put(header, scene.fill(value)));
        }
        String sent = json != null ? json : body != null ? body : "";
        return scene.call(methodAndPath[0], methodAndPath[1], key == null ? "none" : key, sent, more);
    }

    /** Returns what is wrong with the answer; empty if it is right. */
    List<String> wrong(Answer answer, Scene scene) {
        int most = within == 0 ? USUAL_MILLIS : within;
        String all = answer.all();
        return Stream.of(
                        expect.stream().noneMatch(wanted -> matches(wanted, answer.status()))
                                ? "The status is " + answer.status() + " and not " + expect + "."
                                : "",
                        answer.millis() > most ? "It took " + answer.millis() + " ms, more than " + most + "." : "",
                        has != null
                                        && !Pattern.compile(scene.fill(has))
                                                .matcher(all)
                                                .find()
                                ? "The answer does not have " + has + "."
                                : "",
                        never != null
                                        && Pattern.compile(scene.fill(never))
                                                .matcher(all)
                                                .find()
                                ? "The answer has " + never + "."
                                : "",
                        answer.status() >= 400 && INSIDES.matcher(all).find()
                                ? "The answer tells of the insides of the program."
                                : "")
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Returns whether a status is the wanted one: {@code 422}, {@code 4xx}, or {@code closed} without an answer. */
    private static boolean matches(String wanted, int status) {
        return wanted.equals("closed")
                ? status == 0
                : wanted.endsWith("xx") ? status / 100 == wanted.charAt(0) - '0' : wanted.equals("" + status);
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.loop.abuse;

import dev.loop.api.RoutesInCode;
import dev.loop.api.http.Route;
import dev.loop.api.http.Scope;
import dev.loop.e2e.Pace;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks every route with every kind of key, and every path with every method that it does not have. The calls name
 * things that do not exist, so that nothing changes: a caller with the scope gets a 404, or the errors of an empty
 * body.
 */
final class Sweep {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW");

    private static final int PATIENCE_MILLIS = 5_000;

    /** The callers by name: the header of each, and those of a browser. */
    private final Map<String, Map<String, String>> askers = new LinkedHashMap<>();

    private final Scene scene;
    private final List<Route> routes;

    Sweep(Scene scene) {
        this.scene = scene;
        // The call that signs out comes last: the cookie is needed until then.
        this.routes = RoutesInCode.all().stream()
                .filter(route ->
                        !route.path().startsWith("/assets/") && !route.path().startsWith("/docs/assets/"))
                .sorted(Comparator.comparing((Route route) -> route.path().equals("/session")
                                && route.method().equals(HandlerType.DELETE))
                        .thenComparing(Route::path)
                        .thenComparing(route -> route.method().name()))
                .toList();
        String cookie = scene.signedInWith("whole");
        scene.newKey("linker", Scope.KEYS_WRITE.word(), Scope.FEEDBACK_READ.word());
        String link = scene.json("POST", "/v1/sign-in-links", "linker", "")
                .path("path")
                .asText();
        String linked = Scene.cookie(scene.call("GET", link, "none", ""));

        askers.put("no key", Map.of());
        askers.put("unknown", bearer("unknown"));
        askers.put("revoked", bearer("revoked"));
        askers.put("pk", bearer("pk"));
        askers.put("`*`", bearer("whole"));
        askers.put("own page", Map.of("Cookie", cookie, "Sec-Fetch-Site", "same-origin"));
        askers.put("other site", Map.of("Cookie", cookie, "Sec-Fetch-Site", "cross-site"));
        askers.put("other port", Map.of("Cookie", cookie, "Sec-Fetch-Site", "same-site"));
        askers.put("foreign Origin", Map.of("Cookie", cookie, "Origin", "https://evil.example"));
        askers.put("cookie alone", Map.of("Cookie", cookie));
        askers.put("link", Map.of("Cookie", linked, "Sec-Fetch-Site", "same-origin"));
    }

    private Map<String, String> bearer(String key) {
        return Map.of("Authorization", "Bearer " + scene.key(key));
    }

    List<Route> routes() {
        return routes;
    }

    /** Returns a table of GitHub's Markdown, one line per route. */
    String table() {
        var table = new StringBuilder("| route | " + String.join(" | ", askers.keySet()) + " | scopes |\n");
        table.append("|---".repeat(askers.size() + 2)).append("|\n");
        for (Route route : routes) {
            String method = route.method().name();
            table.append("| ").append(method).append(' ').append(route.path());
            askers.forEach((name, headers) -> table.append(" | ").append(verdict(method, route.path(), headers)));
            table.append(" | ").append(alone(method, route.path())).append(" |\n");
        }
        return table.toString();
    }

    /** Returns the scopes each of which opens the route by itself. */
    private String alone(String method, String path) {
        if (verdict(method, path, Map.of()).equals("yes")) {
            return "none needed";
        }
        return Stream.of(Scope.values())
                .map(Scope::word)
                .filter(word -> verdict(method, path, bearer(word)).equals("yes"))
                .collect(Collectors.joining(", "));
    }

    /**
     * Returns the paths, and the answers to every method that they do not have: without a key, and with one for
     * everything.
     */
    String otherMethods() {
        var declared = new TreeMap<String, Set<String>>();
        for (Route route : routes) {
            Set<String> methods = declared.computeIfAbsent(route.path(), path -> new TreeSet<>());
            methods.add(route.method().name());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
        }
        var table = new StringBuilder("| path | without a key | `*` |\n|---|---|---|\n");
        declared.forEach((path, methods) -> {
            List<String> others = new ArrayList<>(METHODS);
            others.removeAll(methods);
            table.append("| ").append(path);
            for (Map<String, String> headers : List.of(Map.<String, String>of(), bearer("whole"))) {
                String statuses = others.stream()
                        .map(method -> status(method, path, headers))
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
                table.append(" | ").append(statuses);
            }
            table.append(" |\n");
        });
        return table.toString();
    }

    private String verdict(String method, String path, Map<String, String> headers) {
        int status = status(method, path, headers);
        return switch (status) {
            case 401, 403, 405, 421 -> "" + status;
            case 0, -1 -> "no answer";
            default -> status >= 500 && status != 503 ? "" + status : "yes";
        };
    }

    private int status(String method, String path, Map<String, String> headers) {
        String there = concrete(path);
        int status = scene.wire.status(method, there, headers, PATIENCE_MILLIS);
        for (int i = 0; i < 30 && status == 429; i++) {
            Pace.RETRY_AFTER.restMillis(500);
            status = scene.wire.status(method, there, headers, PATIENCE_MILLIS);
        }
        return status;
    }

    private static String concrete(String path) {
        return path.replace("{set}", "Feedback")
                .replace("{entity}", "Feedback('fb_00000000000000000000000000')")
                .replaceAll("\\{[a-z]+}", "nosuch");
    }
}

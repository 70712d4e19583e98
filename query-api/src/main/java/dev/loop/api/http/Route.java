package dev.loop.api.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.Optional;

/**
 * A call of the API.
 *
 * @param path its template: {@code /v1/feedback/{id}}
 * @param scope the scope that the key needs; empty for a call without a key
 * @param fromBrowsers whether pages of any origin may call it, with a publishable key where it needs one
 */
public record Route(HandlerType method, String path, Optional<Scope> scope, boolean fromBrowsers, Handler handler) {

    boolean matches(String requested) {
        String[] template = path.split("/", -1);
        String[] parts = requested.split("/", -1);
        if (template.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!template[i].equals(parts[i]) && !(template[i].startsWith("{") && isOpen(template[i], parts[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOpen(String template, String part) {
        String ending = template.substring(template.indexOf('}') + 1);
        return part.length() > ending.length() && part.endsWith(ending);
    }

    /** Returns whether the path ends with a parameter and text right behind it, as in {@code /f/{form}.json}. */
    boolean hasEnding() {
        int close = path.lastIndexOf('}');
        return close > path.lastIndexOf('/') && close < path.length() - 1;
    }
}

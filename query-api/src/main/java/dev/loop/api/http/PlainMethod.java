package dev.loop.api.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes the method of a request from its first line, as proxies and their logs see it. Javalin would take a header's.
 */
public final class PlainMethod implements HttpConfiguration.Customizer {

    private static final String OVERRIDE = "X-HTTP-Method-Override";

    @Override
    public Request customize(Request request, HttpFields.Mutable answered) {
        if (!request.getHeaders().contains(OVERRIDE)) {
            return request;
        }
        HttpFields without =
                HttpFields.build(request.getHeaders()).remove(OVERRIDE).asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return without;
            }
        };
    }
}

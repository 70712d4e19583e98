package dev.loop.api.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers in place of Jetty's page if a request is too broken to reach a route. */
public final class UnreadProblem extends ErrorHandler {

    /** The limit of the request line and all headers together. */
    public static final int MOST_HEADER_BYTES = 32 << 10;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", "/docs/problems#" + Problem.BAD_REQUEST.slug());
            json.writeStringField("title", Problem.BAD_REQUEST.title());
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail(status, request));
            json.writeStringField("remedy", Problem.BAD_REQUEST.remedy());
            json.writeEndObject();
        });
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static String detail(int status, Request request) {
        if (status == HttpStatus.URI_TOO_LONG_414 || status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431) {
            return String.format(
                    Locale.ROOT,
                    "The request line and its headers are over the limit of %,d bytes.",
                    MOST_HEADER_BYTES);
        }
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        return reason == null ? "The request is not one of HTTP." : "The request cannot be read: " + reason + ".";
    }
}

package dev.loop.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.loop.client.model.Json;
import dev.loop.client.model.NewRelease;
import dev.loop.client.model.Page;
import dev.loop.client.model.Release;
import dev.loop.client.model.ReleaseReport;
import dev.loop.client.query.ReleasesQuery;
import dev.loop.client.query.ReportQuery;

/** Releases, and what people said before and after each. */
public final class ReleaseCalls {

    private static final String PATH = "/v1/releases";
    private static final JavaType PAGE =
            Json.MAPPER.getTypeFactory().constructParametricType(Page.class, Release.class);

    private final Calls calls;

    ReleaseCalls(Calls calls) {
        this.calls = calls;
    }

    public Release put(String version, NewRelease release) {
        return calls.call(Call.of("PUT", path(version), release), Release.class);
    }

    public Release get(String version) {
        return calls.call(Call.get(path(version)), Release.class);
    }

    public Listing<Release> list(ReleasesQuery query) {
        String path = Call.path(PATH, query);
        return new Listing<>(cursor -> calls.call(Call.get(Call.after(path, cursor)), PAGE));
    }

    public void delete(String version) {
        calls.delete(Call.delete(path(version)));
    }

    /** Compares what people said after a release with what they said before it. */
    public ReleaseReport report(String version, ReportQuery query) {
        return calls.call(Call.get(path(version) + "/report", query), ReleaseReport.class);
    }

    private static String path(String version) {
        return PATH + "/" + Call.segment(version);
    }
}

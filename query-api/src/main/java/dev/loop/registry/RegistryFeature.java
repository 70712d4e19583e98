package dev.loop.registry;

import dev.loop.api.http.Feature;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import io.javalin.http.HandlerType;

/**
 * The schema registry below {@code /registry}, for callers with a key:
 * {@code schema.registry.url=http://HOST:PORT/registry}.
 */
public final class RegistryFeature implements Feature {

    public static final String PREFIX = "/registry";

    private final SchemaRegistryRoutes calls;

    public RegistryFeature(EmbeddedSchemaRegistry registry) {
        this.calls = new SchemaRegistryRoutes(registry);
    }

    @Override
    public void addTo(Routes routes) {
        calls.mount(
                (method, path, handler) -> routes.scoped(
                        method, path, reads(method, path) ? Scope.SCHEMAS_READ : Scope.SCHEMAS_WRITE, handler),
                PREFIX);
    }

    /**
     * Returns whether a call only reads: looking a schema up and testing its compatibility are reads that need a body.
     */
    private static boolean reads(HandlerType method, String path) {
        return method.equals(HandlerType.GET)
                || method.equals(HandlerType.POST)
                        && (path.endsWith("/subjects/{subject}") || path.contains("/compatibility/"));
    }
}

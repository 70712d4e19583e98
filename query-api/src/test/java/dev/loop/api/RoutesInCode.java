package dev.loop.api;

import dev.loop.api.http.Route;
import dev.loop.api.http.Routes;
import dev.loop.registry.RegistryFeature;
import dev.loop.registry.RegistryInMemory;
import java.util.List;
import java.util.stream.Stream;

/** Every route that {@code loop up} serves on a single instance, as the code has it. */
public final class RoutesInCode {

    public static List<Route> all() {
        var registry = new Routes();
        new RegistryFeature(RegistryInMemory.open()).addTo(registry);
        try (var api = new ApiFixture()) {
            return Stream.concat(api.server.routes().stream(), registry.all().stream())
                    .toList();
        }
    }

    private RoutesInCode() {}
}

package dev.loop.api.http;

import dev.loop.schemas.text.Nearest;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All calls of the API, and the answer for an unknown one. */
public final class Routes {

    private final List<Route> routes = new ArrayList<>();
    private final List<Route> endings = new ArrayList<>();
    private Optional<Handler> elsewhere = Optional.empty();

    /** Adds a call that needs no key. */
    public Routes open(HandlerType method, String path, Handler handler) {
        return add(new Route(method, path, Optional.empty(), false, handler));
    }

    /** Adds a call that needs a key with this scope. */
    public Routes scoped(HandlerType method, String path, Scope scope, Handler handler) {
        return add(new Route(method, path, Optional.of(scope), false, handler));
    }

    /** Adds a call like {@link #scoped} that pages of any origin may make. */
    public Routes fromBrowsers(HandlerType method, String path, Scope scope, Handler handler) {
        return add(new Route(method, path, Optional.of(scope), true, handler));
    }

    /** Adds a call like {@link #open} that pages of any origin may make. */
    public Routes openToPages(HandlerType method, String path, Handler handler) {
        return add(new Route(method, path, Optional.empty(), true, handler));
    }

    private Routes add(Route route) {
        routes.add(route);
        if (route.hasEnding()) {
            endings.add(route);
        }
        return this;
    }

    /** Sets the page that a person sees at an unknown address, in place of a problem for programs. */
    public Routes elsewhere(Handler page) {
        elsewhere = Optional.of(page);
        return this;
    }

    Optional<Handler> elsewhere() {
        return elsewhere;
    }

    public List<Route> all() {
        return List.copyOf(routes);
    }

    /** Returns the route of a request; empty if only another method has it. */
    public Optional<Route> find(HandlerType method, String path) {
        HandlerType wanted = method.equals(HandlerType.HEAD) ? HandlerType.GET : method;
        return at(path).filter(r -> r.method().equals(wanted)).findFirst();
    }

    /**
     * Returns the routes of a path. A path that is a route word for word is nothing else: {@code /v1/feedback/batch} is
     * not an item with the id {@code batch}. Nor is {@code /f/nps.json} a form with the name {@code nps.json}.
     */
    private Stream<Route> at(String path) {
        if (routes.stream().anyMatch(r -> r.path().equals(path))) {
            return routes.stream().filter(r -> r.path().equals(path));
        }
        List<Route> ended = endings.stream().filter(r -> r.matches(path)).toList();
        return ended.isEmpty() ? routes.stream().filter(r -> r.matches(path)) : ended.stream();
    }

    /** Refuses a method that a path does not take and a path with a parameter in its place would. */
    void requireMethod(Context ctx) {
        String path = ctx.path();
        if (!ctx.method().equals(HandlerType.OPTIONS)
                && find(ctx.method(), path).isEmpty()
                && at(path).findAny().isPresent()) {
            throw notFound(ctx);
        }
    }

    /** Returns whether pages of other origins may call any method of this path. */
    boolean anyFromBrowsers(String path) {
        return at(path).anyMatch(Route::fromBrowsers);
    }

    /** Returns the methods of a path, for {@code Allow}; empty if there is no such path. */
    String allowed(String path) {
        TreeSet<String> methods =
                at(path).map(route -> route.method().name()).collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }

    ProblemException notFound(Context ctx) {
        String allowed = allowed(ctx.path());
        if (!allowed.isEmpty()) {
            return Problem.METHOD_NOT_ALLOWED
                    .because(ctx.path() + " takes " + allowed + " and not " + ctx.method() + ".")
                    .header("Allow", allowed);
        }
        List<String> paths = routes.stream().map(Route::path).distinct().toList();
        String near = Nearest.to(ctx.path(), paths)
                .or(() -> Nearest.to("/v1" + ctx.path(), paths))
                .or(() -> paths.stream()
                        .filter(p -> p.length() > 1 && ctx.path().startsWith(p + "/"))
                        .findFirst())
                .map(p -> " Did you mean " + p + "?")
                .orElse("");
        return Problem.NO_SUCH_ROUTE.because("No path " + shown(ctx.path()) + "." + near);
    }

    private static String shown(String path) {
        return path.length() > 100 ? path.substring(0, 100) + "…" : path;
    }
}

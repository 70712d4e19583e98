package dev.loop.api.odata;

import dev.loop.api.http.AsOfFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.api.release.ReleaseBook;
import dev.loop.question.AsOf;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.question.Position;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /odata}: the feed that Power BI, Excel and Tableau read (OData 4.0, read only), from the same stores as the
 * rest of the API, so that the figures are the same.
 */
public final class ODataFeed implements Feature {

    private static final String METADATA = "$metadata";
    private static final String COUNT = "$count";
    private static final String VERSION = "4.0";

    /** An address by key: {@code Releases('2.0')}, {@code Releases(Version='2.0')}. */
    private static final Pattern BY_KEY = Pattern.compile("(\\w+)\\((?:(\\w+)=)?'((?:[^']|'')*+)'\\)");

    private static final Pattern PAGE_SIZE = Pattern.compile("(?i)(?:odata\\.)?maxpagesize\\s*=\\s*(\\d{1,9})");

    private final Freshness freshness;
    private final ScanLimiter scans = new ScanLimiter(Runtime.getRuntime().availableProcessors());
    private final Runs runs = new Runs(System::nanoTime);
    private final List<EntitySet> sets;
    private final String csdl;

    public ODataFeed(Freshness freshness, ReleaseBook releases) {
        this.freshness = freshness;
        this.sets = List.of(new FeedbackSet(scans), new SentimentSet(), new ReleaseSet(releases), new AccountSet());
        this.csdl = Csdl.of(sets);
    }

    @Override
    public void addTo(Routes routes) {
        add(routes, Addresses.ROOT, this::service);
        add(routes, Addresses.ROOT + "/" + METADATA, this::metadata);
        sets.forEach(set -> add(routes, Addresses.ROOT + "/" + set.name(), ctx -> list(ctx, set)));
        add(routes, Addresses.ROOT + "/{set}/" + COUNT, ctx -> count(ctx, set(ctx.pathParam("set"))));
        add(routes, Addresses.ROOT + "/{entity}", this::entity);
    }

    private static void add(Routes routes, String path, Handler handler) {
        routes.scoped(HandlerType.GET, path, Scope.FEEDBACK_READ, ctx -> {
            ctx.header("OData-Version", VERSION);
            ctx.header("Cache-Control", "private, no-cache");
            ctx.header("Vary", "Authorization, Cookie, Accept, Accept-Encoding, Prefer, Host");
            checkVersion(ctx);
            handler.handle(ctx);
        });
    }

    private static void checkVersion(Context ctx) {
        String most = ctx.header("OData-MaxVersion");
        if (most != null && !most.startsWith("4")) {
            throw Problem.INVALID_HEADER.because(
                    "OData-MaxVersion is " + TextRules.quote(most) + ", and the feed supports 4.0 only.");
        }
    }

    private void service(Context ctx) {
        Representation form = Representation.of(ctx);
        QueryReader.allow(ctx.queryParamMap(), List.of(Representation.FORMAT));
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("@odata.context", Addresses.base(ctx) + METADATA);
            json.writeArrayFieldStart("value");
            for (EntitySet set : sets) {
                json.writeStartObject();
                json.writeStringField("name", set.name());
                json.writeStringField("kind", "EntitySet");
                json.writeStringField("url", set.name());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        ctx.contentType(form.contentType());
    }

    private void metadata(Context ctx) {
        Map<String, List<String>> given = ctx.queryParamMap();
        QueryReader.allow(given, List.of(Representation.FORMAT));
        String format =
                given.getOrDefault(Representation.FORMAT, List.of("xml")).get(0);
        if (!format.equals("xml") && !format.startsWith("application/xml")) {
            throw QueryErrors.notSupported(
                    Representation.FORMAT, "metadata as " + QueryErrors.quote(format), "use xml");
        }
        ctx.contentType("application/xml;charset=utf-8").result(csdl);
    }

    private void list(Context ctx, EntitySet set) {
        Representation form = Representation.of(ctx);
        String project = allowed(ctx, set).project();
        Query query = QueryReader.read(ctx.queryParamMap(), set, project);
        int pageSize = pageSize(ctx, query);
        Page page = new Pager(set, asking(ctx, project, query.filter()), query, scans, runs).page(pageSize);
        asOf(ctx, page.asOf());
        new Payload(ctx, set, form).page(query, page);
    }

    /**
     * Returns the page size: that of {@code Prefer}, that of the page before, as much as {@code $top} asks for, or the
     * usual one.
     */
    private static int pageSize(Context ctx, Query query) {
        Matcher wished =
                PAGE_SIZE.matcher(Optional.ofNullable(ctx.header("Prefer")).orElse(""));
        if (wished.find()) {
            int size = (int) Math.min(Pager.MOST, Math.max(1, Long.parseLong(wished.group(1))));
            ctx.header("Preference-Applied", "odata.maxpagesize=" + size);
            return size;
        }
        return query.after()
                .map(SkipToken::pageSize)
                .map(size -> Math.min(Pager.MOST, size))
                .orElseGet(() -> (int)
                        Math.min(Pager.MOST, Math.max(Pager.USUAL, query.top().orElse(0L))));
    }

    private void count(Context ctx, EntitySet set) {
        String project = allowed(ctx, set).project();
        QueryReader.allow(ctx.queryParamMap(), List.of("$filter", ApplyReader.OPTION, "position"));
        Query query = QueryReader.read(ctx.queryParamMap(), set, project);
        var pager = new Pager(set, asking(ctx, project, query.filter()), query, scans, runs);
        ctx.contentType("text/plain").result(Long.toString(pager.count()));
    }

    private Asking asking(Context ctx, String project, Optional<Expression> filter) {
        return new Asking(
                freshness.questions(ctx),
                project,
                filter,
                freshness.asked(ctx).map(Freshness.Asked::position).orElse(Position.NONE));
    }

    private void entity(Context ctx) {
        String name = ctx.pathParam("entity");
        if (name.equals(METADATA)) {
            metadata(ctx);
            return;
        }
        if (name.startsWith("$")) {
            throw QueryErrors.notSupported(
                    name.replaceFirst("\\(.*", ""), "read each entity set in a request of its own");
        }
        Matcher byKey = BY_KEY.matcher(name);
        if (!byKey.matches()) {
            list(ctx, set(name));
            return;
        }
        EntitySet set = set(byKey.group(1));
        Representation form = Representation.of(ctx);
        String project = allowed(ctx, set).project();
        Optional<List<ODataColumn>> select = QueryReader.selected(ctx.queryParamMap(), set.shape());
        String keyName = byKey.group(2);
        if (keyName != null && !keyName.equals(set.key())) {
            throw Problem.NOT_FOUND.because(set.name() + " has the key " + set.key() + ".");
        }
        String key = byKey.group(3).replace("''", "'");
        ODataRow row = set.find(asking(ctx, project, Optional.empty()), key)
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        set.name() + " has no row with " + set.key() + " " + TextRules.quote(key) + "."));
        new Payload(ctx, set, form).row(select, row);
    }

    private EntitySet set(String name) {
        List<String> names = sets.stream().map(EntitySet::name).toList();
        return sets.stream()
                .filter(set -> set.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.NO_SUCH_ROUTE.because("The feed has no entity set " + TextRules.quote(name)
                        + ". "
                        + Nearest.to(name, names)
                                .map(near -> "Did you mean " + near + "? ")
                                .orElse("")
                        + "Known are " + String.join(", ", names) + "; one row is named as in Releases('2.0')."));
    }

    private static Caller allowed(Context ctx, EntitySet set) {
        Caller caller = Access.caller(ctx);
        if (!caller.may(set.about().scope())) {
            throw Problem.FORBIDDEN.because("The key " + caller.keyId() + " lacks the scope "
                    + set.about().scope().word() + ", which " + set.name() + " needs.");
        }
        return caller;
    }

    private static void asOf(Context ctx, AsOf asOf) {
        if (!asOf.position().offsets().isEmpty()) {
            AsOfFields.header(ctx, asOf);
        }
    }
}

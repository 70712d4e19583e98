package dev.loop.api.http;

/**
 * Everything that can go wrong with a call: one name each, one status, whose fault it is, and what to do. Names are part
 * of the API: they are never changed.
 */
public enum Problem {
    MALFORMED_JSON(400, Blame.CALLER, "The body is not JSON", "Correct the body at the place named and send it again."),
    MALFORMED_TEXT(400, Blame.CALLER, "The body is not UTF-8", "Encode the body as UTF-8 and send it again."),
    INVALID_PARAMETER(400, Blame.CALLER, "A parameter is not valid", "Correct the parameters named under errors."),
    TOO_MUCH_ASKED(
            400,
            Blame.CALLER,
            "The question asks for more than one answer can hold",
            "Narrow it as its detail says: with from and to, a filter, fewer groups or a longer interval."),
    INVALID_HEADER(400, Blame.CALLER, "A header is not valid", "Correct the headers named under errors."),
    INVALID_CURSOR(
            400,
            Blame.CALLER,
            "The cursor does not belong to this list",
            "Begin without a cursor, and then follow next with the same filters."),
    INVALID_POSITION(
            400, Blame.CALLER, "The position is not one", "Pass on Loop-Position as a write answered it, unchanged."),
    BAD_REQUEST(400, Blame.CALLER, "The request cannot be read", "Correct the request and send it again."),
    UNAUTHENTICATED(
            401,
            Blame.CALLER,
            "No valid API key",
            "Send the header Authorization: Bearer sk_…; keys are printed at the first start. In a browser, sign in."),
    FORBIDDEN(
            403, Blame.CALLER, "The key may not do this", "Use a key that has the scope named, such as a secret key."),
    CROSS_ORIGIN(
            403,
            Blame.CALLER,
            "The call does not come from the dashboard",
            "Make it from a page of this server, or send a key as Authorization: Bearer sk_… in place of the cookie."),
    NOT_FOUND(404, Blame.CALLER, "There is no such thing", "Check the id and the project that the key belongs to."),
    NO_SUCH_ROUTE(404, Blame.CALLER, "There is no such path", "See /docs for the paths that there are."),
    METHOD_NOT_ALLOWED(405, Blame.CALLER, "The path does not take this method", "Use a method of the header Allow."),
    NOT_ACCEPTABLE(406, Blame.CALLER, "The format asked for is not to be had", "Ask for JSON, CSV, NDJSON or Parquet."),
    BODY_TOO_SLOW(
            408,
            Blame.CALLER,
            "The body came too slowly",
            "Send the same again over a faster connection, or less of it at once."),
    ITEM_ERASED(
            409,
            Blame.CALLER,
            "The item was erased",
            "An erased item is not taken in again; send it under another name if it is another item."),
    ENDPOINT_DISABLED(
            409,
            Blame.CALLER,
            "The endpoint is disabled",
            "Enable it with POST /v1/webhooks/{id}/enable, then send the same again."),
    TOO_MANY(
            409,
            Blame.CALLER,
            "There are as many as there may be",
            "Delete what is not used any more, then try again."),
    NOT_REPLAYABLE(
            409,
            Blame.CALLER,
            "The letter cannot be sent again as it is",
            "Send the item that it was meant to be as the body, as for POST /v1/feedback, if it is about an item."),
    EVENTS_GONE(
            410,
            Blame.CALLER,
            "The events after the cursor are not kept any more",
            "Read the items as they stand now from GET /v1/feedback, then go on with the cursor named restart."),
    CHANGES_GONE(
            410,
            Blame.CALLER,
            "What changed after the position is not kept any more",
            "Take all items anew, without since, and go on with the Loop-As-Of of that answer."),
    REVISION_CONFLICT(
            412,
            Blame.CALLER,
            "The item has changed since",
            "Read the item again, and send the change with its new ETag."),
    TOO_LARGE(413, Blame.CALLER, "The body is too large", "Send less at once, within the limit named."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            Blame.CALLER,
            "The body is in a format that is not understood",
            "Send the content type named, in UTF-8, compressed with gzip, zstd or not at all."),
    MISDIRECTED(
            421,
            Blame.CALLER,
            "This server does not go by that name",
            "Call it as localhost or 127.0.0.1, or start it with a host that others may reach."),
    INVALID_BODY(422, Blame.CALLER, "The body says something that cannot be", "Correct the fields named under errors."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            Blame.CALLER,
            "The Idempotency-Key was used for something else",
            "Send the same body as then, or another key; a random UUID will do."),
    RATE_LIMITED(429, Blame.CALLER, "Too many requests", "Wait for the seconds of Retry-After, then go on slower."),
    INTERNAL(
            500,
            Blame.SERVER,
            "Something went wrong here",
            "Report it with the requestId, by which the log can be searched."),
    NOT_SUPPORTED(501, Blame.CALLER, "That is not to be had here", "Leave it out, or take what is named in its place."),
    LOG_UNAVAILABLE(
            503,
            Blame.SERVER,
            "Writes are not possible now",
            "Nothing was written. Send the same again after the seconds of Retry-After."),
    OUTCOME_UNKNOWN(
            503,
            Blame.SERVER,
            "It is not known whether the write happened",
            "Send the same again with the same Idempotency-Key or externalId: it is then written once."),
    NOT_READY(
            503,
            Blame.SERVER,
            "The answer is not complete yet",
            "Ask again after the seconds of Retry-After; a part is never shown as the whole."),
    TOO_LONG(
            503,
            Blame.SERVER,
            "The answer takes too long",
            "Narrow the question with from and to, or ask again when there is less to do."),
    TOO_MANY_BODIES(
            503,
            Blame.SERVER,
            "As many long bodies are being read as may be at once",
            "Send the same again after the seconds of Retry-After, or less at once."),
    TOO_MANY_STREAMS(
            503,
            Blame.SERVER,
            "As many streams are open as may be",
            "Close one that nobody looks at, or ask again after the seconds of Retry-After."),
    POSITION_NOT_REACHED(
            503,
            Blame.SERVER,
            "The write asked for is not counted yet",
            "It is safe. Ask again after the seconds of Retry-After.");

    /** Who has to act. */
    public enum Blame {
        CALLER,
        SERVER
    }

    private final int status;
    private final Blame blame;
    private final String title;
    private final String remedy;

    Problem(int status, Blame blame, String title, String remedy) {
        this.status = status;
        this.blame = blame;
        this.title = title;
        this.remedy = remedy;
    }

    /** Its name in the URI of {@code type}: {@code invalid-parameter}. */
    public String slug() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    public int status() {
        return status;
    }

    public Blame blame() {
        return blame;
    }

    public String title() {
        return title;
    }

    public String remedy() {
        return remedy;
    }

    public ProblemException because(String detail) {
        return ProblemException.of(this, detail);
    }
}

package dev.loop.api.http;

/**
 * Every error of a call: one name each, one status, the side at fault, and the remedy. Names are part of the API: they
 * are never changed.
 */
public enum Problem {
    MALFORMED_JSON(
            400,
            Blame.CALLER,
            "The request body is not JSON",
            "Correct the body at the place named and send it again."),
    MALFORMED_TEXT(400, Blame.CALLER, "The request body is not UTF-8", "Encode the body as UTF-8 and send it again."),
    INVALID_PARAMETER(400, Blame.CALLER, "A parameter is invalid", "Correct the parameters named under errors."),
    TOO_MUCH_ASKED(
            400,
            Blame.CALLER,
            "The answer would be too large",
            "Narrow the question as the detail says: with from and to, a filter, fewer groups or a longer interval."),
    INVALID_HEADER(400, Blame.CALLER, "A header is invalid", "Correct the headers named under errors."),
    INVALID_CURSOR(
            400,
            Blame.CALLER,
            "The cursor does not belong to this list",
            "Begin without a cursor, then follow next with the same filters."),
    INVALID_POSITION(400, Blame.CALLER, "The position is invalid", "Pass on the Loop-Position of a write, unchanged."),
    BAD_REQUEST(400, Blame.CALLER, "The request cannot be read", "Correct the request and send it again."),
    UNAUTHENTICATED(
            401,
            Blame.CALLER,
            "No valid API key",
            "Send the header Authorization: Bearer sk_…; keys are printed at the first start. In a browser, sign in."),
    FORBIDDEN(
            403,
            Blame.CALLER,
            "The key does not allow this call",
            "Use a key that has the named scope, such as a secret key."),
    CROSS_ORIGIN(
            403,
            Blame.CALLER,
            "The call does not come from the dashboard",
            "Call from a page of this server, or send a key as Authorization: Bearer sk_… instead of the cookie."),
    ORIGIN_NOT_ALLOWED(
            403,
            Blame.CALLER,
            "The key is not for pages of this origin",
            "Add the origin to those of the key, on the page Keys of the dashboard or with PATCH /v1/keys/{id}, or use a"
                    + " key that is made for this page."),
    NOT_FOUND(404, Blame.CALLER, "Not found", "Check the id and the project that the key belongs to."),
    NO_SUCH_ROUTE(404, Blame.CALLER, "The path does not exist", "See /docs for all paths."),
    METHOD_NOT_ALLOWED(405, Blame.CALLER, "The path does not take this method", "Use a method of the header Allow."),
    NOT_ACCEPTABLE(406, Blame.CALLER, "The format is not available", "Ask for JSON, CSV, NDJSON or Parquet."),
    BODY_TOO_SLOW(
            408,
            Blame.CALLER,
            "The request body arrived too slowly",
            "Send it again over a faster connection, or send less at once."),
    ITEM_ERASED(
            409,
            Blame.CALLER,
            "The item was erased",
            "An erased item cannot be created again. Send a different item under another externalId or"
                    + " Idempotency-Key."),
    ENDPOINT_DISABLED(
            409,
            Blame.CALLER,
            "The endpoint is disabled",
            "Enable the endpoint with POST /v1/webhooks/{id}/enable, then send the same request again."),
    RUN_ACTIVE(
            409,
            Blame.CALLER,
            "The rule is being replayed",
            "Wait until the run is done, or stop it with DELETE /v1/tag-rules/{name}/runs/{id}, then try again."),
    KEY_ROTATED(
            409,
            Blame.CALLER,
            "The key was rotated already",
            "Rotate the key that replaced it, or revoke this one to end it at once."),
    MEANING_UNKNOWN(
            409,
            Blame.CALLER,
            "The meaning of the item is not known",
            "Start an analyst: loop up --analyst, or a process with --roles analyst. It reads every message once."),
    TOO_MANY(409, Blame.CALLER, "The limit is reached", "Delete what is no longer used, then try again."),
    NOT_REPLAYABLE(
            409,
            Blame.CALLER,
            "The dead letter cannot be replayed unchanged",
            "If the letter is about an item, send the intended item as the body, as for POST /v1/feedback."),
    EVENTS_GONE(
            410,
            Blame.CALLER,
            "Events after the cursor are no longer kept",
            "Read the current items from GET /v1/feedback, then go on with the cursor in restart."),
    CHANGES_GONE(
            410,
            Blame.CALLER,
            "Changes after the position are no longer kept",
            "Fetch all items again, without since, and go on with the Loop-As-Of of that answer."),
    REVISION_CONFLICT(
            412, Blame.CALLER, "The item has changed", "Read the item again, and send the change with its new ETag."),
    TOO_LARGE(413, Blame.CALLER, "The request body is too large", "Send less at once, within the named limit."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            Blame.CALLER,
            "The format of the request body is not supported",
            "Send the named content type, in UTF-8, compressed with gzip, zstd or not at all."),
    MISDIRECTED(
            421,
            Blame.CALLER,
            "The host name is not one of this server",
            "Call the server as localhost or 127.0.0.1, or start it with a host that others may reach."),
    INVALID_BODY(422, Blame.CALLER, "The request body is invalid", "Correct the fields named under errors."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            Blame.CALLER,
            "The Idempotency-Key was used with another body",
            "Send the same body as before, or another key, such as a random UUID."),
    RATE_LIMITED(429, Blame.CALLER, "Too many requests", "Wait for the seconds in Retry-After, then send more slowly."),
    INTERNAL(
            500,
            Blame.SERVER,
            "An internal error occurred",
            "Report the error with its requestId, which finds it in the log."),
    NOT_SUPPORTED(501, Blame.CALLER, "Not supported", "Leave the option out, or use the named alternative."),
    LOG_UNAVAILABLE(
            503,
            Blame.SERVER,
            "Writes are unavailable",
            "Nothing was written. Send the same request again after the seconds in Retry-After."),
    OUTCOME_UNKNOWN(
            503,
            Blame.SERVER,
            "The outcome of the write is unknown",
            "Send the same request again with the same Idempotency-Key or externalId: it is then written once."),
    NOT_READY(
            503,
            Blame.SERVER,
            "The answer is not complete yet",
            "Ask again after the seconds in Retry-After. Loop never shows a part as the whole."),
    TOO_LONG(
            503,
            Blame.SERVER,
            "The answer takes too long",
            "Narrow the question with from and to, or ask again when the server is less busy."),
    TOO_MANY_BODIES(
            503,
            Blame.SERVER,
            "The server is reading as many long request bodies as it can at once",
            "Send the request again after the seconds of Retry-After, or send less at once."),
    TOO_MANY_STREAMS(
            503,
            Blame.SERVER,
            "Too many streams are open",
            "Close an unused stream, or ask again after the seconds in Retry-After."),
    POSITION_NOT_REACHED(
            503,
            Blame.SERVER,
            "The awaited write is not counted yet",
            "The write is safe. Ask again after the seconds in Retry-After.");

    /** The side that has to act. */
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

    /** Returns the problem's name in the URI of {@code type}: {@code invalid-parameter}. */
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

    /** @param refusal one of our exceptions, whose message is written for the caller */
    public ProblemException because(Throwable refusal) {
        return because(String.valueOf(refusal.getMessage()));
    }
}
